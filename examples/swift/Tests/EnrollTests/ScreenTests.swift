import Foundation
import IdxFlow
import Testing

@testable import enroll

@Suite("What the screen says")
struct ScreenTests {
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(
        "Clocks have two digits for seconds, and lose none of them",
        arguments: [(65.0, "1:05"), (64.2, "1:05"), (3600, "60:00"), (-1, "0:00")])
    func clock(seconds: TimeInterval, text: String) {
        #expect(Words.clock(seconds) == text)
    }

    @Test("A countdown runs from each look at the flow, and says what holds it up")
    func countdown() {
        let prompt = Prompt(number: 1, prompt: .empty, qr: nil)
        var countdowns = Countdowns()
        countdowns.show(.waiting(prompt: prompt, pollIn: 4), now: now)
        #expect(countdowns.lines(300, now: now) == ["next poll in 4 s", "good for 5:00"])
        #expect(countdowns.lines(nil, now: now + 3.5) == ["next poll in 1 s"])
        #expect(countdowns.lines(nil, now: now + 9) == ["asking the org"])
        countdowns.notice(.requestFailed(.any, .timeout))
        let stuck = IdxState.working(prompt: prompt, retry: RetryInfo(error: .timeout, retryIn: 2))
        countdowns.tick(stuck, now: now + 9)
        countdowns.tick(stuck, now: now + 10)
        let lines = ["The org does not answer: the server took too long", "next try in 1 s"]
        #expect(countdowns.lines(nil, now: now + 10) == lines)
        countdowns.notice(.responseReceived(.any, status: 200))
        countdowns.show(.waiting(prompt: prompt, pollIn: 4), now: now + 11)
        #expect(countdowns.lines(nil, now: now + 11) == ["next poll in 4 s"])
    }

    @Test("Items stand side by side where they fit")
    func items() {
        let items = ["1 Email", "2 SMS", "q Quit"]
        #expect(wrapped(items, columns: 15) == ["1 Email   2 SMS", "q Quit"])
        #expect(wrapped(items, columns: 80) == ["1 Email   2 SMS   q Quit"])
        #expect(wrapped(items, columns: 1) == items)
    }

    @Test("A missing or a broken org is told in words, without what was in it")
    func org() throws {
        let line = #"{"issuer":"http://127.0.0.1:1","client_id":"c","redirect_uri":null,"users":[],"control_url":"u"}"#
        #expect(try Org(environment: ["IDX_FLOW_ORG": line]).clientId == "c")
        for environment in [[:], ["IDX_FLOW_ORG": #"{"users": "hunter2"}"#]] {
            #expect {
                try Org(environment: environment)
            } throws: { error in
                let text = ExitError(error).text
                return text.contains("IDX_FLOW_ORG") && !text.contains("hunter2")
            }
        }
    }
}

extension Prompt {
    fileprivate static let empty = Prompt(
        intent: nil, remediations: [], authenticators: [], enrollments: [], current: nil, context: nil, messages: [],
        user: nil, app: nil, captcha: nil, diagnostics: [])
}

extension TransportRequest {
    fileprivate static let any = TransportRequest(
        id: 1, purpose: .poll, method: "POST", url: RedactedUrl("http://127.0.0.1/"), headers: [], body: "",
        background: true)
}
