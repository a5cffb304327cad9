import Foundation
import IdxFlow
import Testing

@testable import enroll

@Suite("The text on the terminal")
struct TextTests {
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(
        "A time is shown in minutes and seconds, rounded up",
        arguments: [(65.0, "1:05"), (64.2, "1:05"), (3600, "60:00"), (-1, "0:00")])
    func clock(seconds: TimeInterval, text: String) {
        #expect(Labels.clock(seconds) == text)
    }

    @Test("A countdown restarts with every state, and shows errors and retries")
    func countdown() {
        var countdowns = Countdowns()
        countdowns.start(.waiting(prompt: .empty, pollIn: 4, reason: .pending), now: now)
        #expect(countdowns.lines(300, now: now) == ["Next poll in 4 s", "Expires in 5:00"])
        #expect(countdowns.lines(nil, now: now + 3.5) == ["Next poll in 1 s"])
        #expect(countdowns.lines(nil, now: now + 9) == ["Contacting the server…"])
        countdowns.handle(.requestFailed(.poll, .timeout))
        let reason = WaitReason.retrying(attempt: 2, status: nil)
        let retry = RetryInfo(reason: reason, error: .timeout, retryIn: 2)
        let retrying = IdxState.working(prompt: .empty, retry: retry)
        countdowns.update(retrying, now: now + 9)
        countdowns.update(retrying, now: now + 10)
        let lines = [
            "The server is not available: the server did not respond in time", "Trying again in 1 s",
        ]
        #expect(countdowns.lines(nil, now: now + 10) == lines)
        countdowns.handle(.responseReceived(.poll, status: 200, oktaRequestId: nil))
        countdowns.start(.waiting(prompt: .empty, pollIn: 4, reason: .pending), now: now + 11)
        #expect(countdowns.lines(nil, now: now + 11) == ["Next poll in 4 s"])
    }

    @Test(
        "A retry shows the reason, if a response came",
        arguments: [
            (WaitReason.rateLimited, "it limits the rate of requests"),
            (.retrying(attempt: 2, status: 502), "HTTP 502"),
        ])
    func retryReason(reason: WaitReason, text: String) {
        var countdowns = Countdowns()
        let retry = RetryInfo(reason: reason, error: nil, retryIn: 2)
        countdowns.update(.working(prompt: .empty, retry: retry), now: now)
        #expect(countdowns.lines(nil, now: now) == ["The server is not available: \(text)", "Trying again in 2 s"])
    }

    @Test("A notice follows the messages")
    func notice() {
        let lost = Labels.messages(.with([], notice: .answerMayBeLost(attempts: 1)))
        #expect(lost == ["✗ Your last answer may not have reached the server. Check your input and try again."])
        let limited = Labels.messages(.with([], notice: .rateLimited(remediation: "form", retryAt: now)))
        #expect(limited == ["✗ Too many attempts. Try again later, or choose another option."])
        let error = Labels.inputError(.rateLimited, field: "form", retryAfter: 65, in: .empty)
        #expect(error == "Too many attempts. Try again in 1:05")
    }

    @Test("Claims are sorted, and times are formatted")
    func idTokenClaims() {
        let json = #"{"sub":"00u1","amr":["pwd","otp"],"iat":1800000000,"ver":1,"ok":true,"nonce":"canary"}"#
        let rows = claims(json).map { "\($0) \($1)" }
        #expect(rows == ["amr pwd, otp", "iat 2027-01-15T08:00:00Z", "ok true", "sub 00u1", "ver 1"])
        #expect(claims("not JSON").isEmpty)
    }

    @Test("As many items as fit are put on each line")
    func wrapping() {
        let items = ["1 Email", "2 SMS", "q Quit"]
        #expect(wrap(items, columns: 15) == ["1 Email   2 SMS", "q Quit"])
        #expect(wrap(items, columns: 80) == ["1 Email   2 SMS   q Quit"])
        #expect(wrap(items, columns: 1) == items)
    }

    @Test("An invalid input is reported with the label of its field")
    func inputError() {
        let error = { Labels.inputError($0, field: $1, retryAfter: nil, in: $2) }
        #expect(error(.missing, nil, nil) == "This field is required")
        #expect(error(.wrongKind, "unknown", .empty) == "This value is not valid")
        let field = Field(
            path: "credentials.newPin", label: nil, kind: .text, isRequired: true, isOptional: false, isSecret: true,
            value: nil, isChoice: false, isMultipleChoice: false, choices: [], messages: [], minLength: 4,
            maxLength: nil, hints: nil)
        let form = Remediation(
            id: "form", name: "form", source: .remediation, fields: [field], hidden: [], optionalConstants: [],
            captcha: nil, authenticator: nil, methodType: nil, idp: nil, label: nil, scopes: [], refresh: nil,
            isForm: true, isPoll: false)
        #expect(error(.tooShort, "credentials.newPin", .with([form])) == "New pin: This value is too short")
    }

    @Test("A missing or invalid org is reported without its content")
    func org() throws {
        let line = #"{"issuer":"http://127.0.0.1:1","client_id":"c","redirect_uri":null,"users":[],"control_url":"u"}"#
        #expect(try Org(environment: ["IDX_FLOW_ORG": line]).clientId == "c")
        for environment in [[:], ["IDX_FLOW_ORG": #"{"users": "canary"}"#]] {
            #expect {
                try Org(environment: environment)
            } throws: { error in
                let text = ExitError(error).text
                return text.contains("IDX_FLOW_ORG") && !text.contains("canary")
            }
        }
    }
}

extension Prompt {
    fileprivate static let empty = with([])

    fileprivate static func with(_ remediations: [Remediation], notice: Notice? = nil) -> Prompt {
        Prompt(
            version: 1, notice: notice, intent: nil, remediations: remediations, authenticators: [], enrollments: [],
            currentAuthenticator: nil, contextualData: nil, messages: [], user: nil, app: nil, captcha: nil,
            diagnostics: [])
    }
}

extension TransportRequest {
    fileprivate static let poll = TransportRequest(
        id: 1, purpose: .poll, method: "POST", url: RedactedUrl("http://127.0.0.1/"), headers: [], body: "",
        isBackground: true, isIdempotent: true)
}
