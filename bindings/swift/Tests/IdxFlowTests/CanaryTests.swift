import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("No secret shows")
    struct NoSecretShows {
        @Test("Not in any form of any value that a flow hands out", arguments: ["A4", "C4", "E1", "E7"])
        func inAnyForm(of name: String) async throws {
            let script = try Script(name)
            let transport = RecordingTransport()
            let traveller = try await Traveller(script, transport: transport)
            let saved = try await traveller.flow.save()
            transport.canaries.change { $0.json(text: saved.expose()) }
            var shown: [String] = []
            for step in script.steps {
                try await traveller.take(step)
                shown += try await forms(of: traveller)
                transport.canaries.change { typed(in: step, &$0) }
            }
            transport.canaries.change { canaries in
                for event in traveller.log.events {
                    shown += forms(of: event)
                    if let qr = event.shown?.qr { canaries.picture(qr.png.data) }
                    if case .shows(.done(let tokens)) = event { shown += forms(of: tokens) }
                }
            }
            let canaries = transport.canaries.value
            for text in shown { #expect(canaries.shown(in: text) == nil) }
            #expect(shown.count > 300)
            let always: Set = [
                "stateHandle", "interactionHandle", "verifier", "nonce", "DT", "passcode", "access_token",
            ]
            #expect(always.subtracting(canaries.kinds).isEmpty, "not watched for")
        }

        @Test("Not in what a failed expectation says")
        func inFailedExpectations() async throws {
            let transport = RecordingTransport()
            let traveller = try await Traveller(Script("E1"), transport: transport)
            try await traveller.travel(Script("E1"))
            let (events, saved) = (traveller.log.events, try await traveller.flow.save())
            transport.canaries.change { $0.json(text: saved.expose()) }
            guard case .done(let tokens) = traveller.flow.state else { throw IdxError.closed }
            let said = Watched<[String]>([])
            withKnownIssue {
                #expect(events == [])
                #expect(saved == Snapshot(""))
                #expect(tokens.accessToken == "")
                #expect(tokens.idToken == nil)
                #expect(traveller.flow.state.isFinal == false, "\(tokens)")
            } matching: { issue in
                said.change { $0 += forms(of: issue) }
                return true
            }
            #expect(said.value.joined().contains("[secret]"))
            for text in said.value { #expect(transport.canaries.value.shown(in: text) == nil) }
        }

        @Test("The canaries sing where one shows, in each of its forms")
        func theySing() throws {
            var canaries = Canaries()
            let picture = Data((0..<200).map { UInt8($0) })
            canaries.picture(picture)
            canaries.json(text: #"{"v": [{"name": "stateHandle", "value": "handle-1"}], "access_token": "token-2"}"#)
            canaries.json(text: #"{"href": "https://org.example.com/sso?stateToken=handle%2D3"}"#)
            #expect(canaries.shown(in: forms(of: Leaky(text: "handle-1")).last ?? "") == ["stateHandle"])
            #expect(canaries.shown(in: "x token-2 y") == ["access_token"])
            #expect(canaries.shown(in: "handle-3") == ["stateToken"])
            #expect(canaries.shown(in: "data:image/png;base64," + picture.base64EncodedString()) == ["qrcode"])
            #expect(canaries.shown(in: "\([UInt8](picture))") == ["qrcode"])
            #expect(canaries.shown(in: "nothing of the kind") == nil)
            #expect(forms(of: Leaky(text: "handle-1")).filter { canaries.shown(in: $0) != nil }.count >= 4)
        }
    }
}

/// What shows its text.
private struct Leaky {
    let text: String
}

/// Every way in which Swift turns a value into text.
private func forms(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    let children = Mirror(reflecting: value).children.map { "\($0.label ?? ""): \($0.value)" }
    return ["\(value)", String(describing: value), String(reflecting: value), "\([value])", dumped] + children
}

/// Everything that a flow hands out, and the flow itself, in every form.
private func forms(of traveller: Traveller) async throws -> [String] {
    let flow = traveller.flow
    var values: [Any] = [flow, flow.state, try await flow.save()]
    if let json = try await flow.responseJson() { values.append(json) }
    if let page = flow.state.page { values += [page, page.prompt] + page.prompt.remediations }
    for call in [
        { try await flow.answer(Answer(remediation: "none", values: ["credentials.passcode": "typed-in-vain"])) },
        { try await flow.redirected(URL(string: "com.example.app:/callback?otp=typed-in-vain&state=typed-in-vain")!) },
    ] as [() async throws -> Void] {
        if let error = await error(of: call) { values += [error, error.localizedDescription] }
    }
    return values.flatMap { forms(of: $0) }
}

/// The passwords and codes of a step.
private func typed(in step: [String], _ canaries: inout Canaries) {
    canaries.add("typed", "typed-in-vain")
    if step[0] == "identify", step.count == 3 { canaries.add("password", step[2]) }
    if step[0] == "passcode" { canaries.add("passcode", step[1]) }
}
