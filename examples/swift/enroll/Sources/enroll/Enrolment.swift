import Foundation
import IdxFlow

/// One run of the program: a flow, and whoever answers it.
actor Enrolment {
    /// What the program waits for.
    private enum Happening: Sendable {
        case state(IdxState)
        case polled(status: Int)
        case typed(String)
        case leftAlone
    }

    private let org: Org
    private let arguments: Arguments
    private let flow: IdxFlow
    private let happenings: AsyncStream<Happening>
    private let happens: AsyncStream<Happening>.Continuation
    private let file: StateFile?

    private var polls = 0
    private var qr: QrCode?
    /// What the next line that is typed is for.
    private var expected: ((String) async throws -> Void)?

    init(_ org: Org, _ arguments: Arguments) async throws {
        let (happenings, happens) = AsyncStream.makeStream(of: Happening.self)
        let observer: IdxObserver = { event in
            if case .receives(let request, let status) = event, request.purpose == .poll {
                happens.yield(.polled(status: status))
            }
        }
        self.org = org
        self.arguments = arguments
        (self.happenings, self.happens) = (happenings, happens)
        file = arguments.state.map { StateFile(path: $0) }
        if let saved = try file?.read() {
            flow = try await IdxFlow.restore(saved, observer: observer)
            Terminal.say("Going on from \(arguments.state ?? "").")
        } else {
            flow = try await IdxFlow.start(org.config, observer: observer)
        }
    }

    /// Runs until the user is signed in, or it is time to leave.
    func run() async throws {
        let sources = [
            Task { [flow, happens] in for await state in flow.states { happens.yield(.state(state)) } },
            Task { [happens] in
                guard Terminal.isAttended else { return }
                for await line in Terminal.lines() { happens.yield(.typed(line)) }
                happens.yield(.leftAlone)
            },
        ]
        defer { sources.forEach { $0.cancel() } }
        for await happening in happenings {
            switch happening {
            case .state(let state): if try await show(state) { return }
            case .polled(let status): if try await count(status) { return }
            case .typed(let line): try await take(line)
            case .leftAlone: throw Complaint.notSignedIn("nobody is there any more")
            }
            try file?.write(await flow.save())
        }
    }

    /// Shows a state; true at the end.
    private func show(_ state: IdxState) async throws -> Bool {
        switch state {
        case .working(_, let trouble?): Terminal.say("Trying again: \(trouble.error?.localizedDescription ?? "busy").")
        case .working: break
        case .ask(let page, _): try await ask(page.prompt)
        case .showQr(let page, let qr, _): show(qr, page.prompt)
        case .waiting(let page, _): wait(page.prompt)
        case .redirect: throw Complaint.notSignedIn("the org wants a browser, which this program has not")
        case .doneWithCode: throw Complaint.notSignedIn("the flow ended with a code")
        case .failed(let failure):
            file?.delete()
            let said = failure.messages.map(\.text).joined(separator: " ")
            throw Complaint.notSignedIn(said.isEmpty ? failure.text : said)
        case .done(let tokens):
            file?.delete()
            Terminal.say("Signed in as \(tokens.idToken?.preferredUsername ?? tokens.idToken?.subject ?? "somebody")")
            Terminal.say("Scopes: \(tokens.scopes.joined(separator: " "))")
            return true
        }
        return false
    }

    /// Counts an answered poll, with the time that is left; true when it is time to leave.
    private func count(_ status: Int) async throws -> Bool {
        polls += 1
        let left = try await flow.expiresIn().map { Int($0) }
        let countdown = left.map { ", \($0 / 60) min \($0 % 60) s left" } ?? ""
        Terminal.say("Poll \(polls): HTTP \(status)\(countdown)")
        if polls >= arguments.polls {
            try file?.write(await flow.save())
            return true
        }
        if !Terminal.isAttended, polls == 1, let qr {
            Terminal.say("The org's phone scans it.")
            try await org.scan(qr.png)
        }
        return false
    }

    private func take(_ line: String) async throws {
        Terminal.echo(true)
        do {
            try await expected?(line)
        } catch let error as IdxError {
            guard case .input = error else { throw error }
            Terminal.say("That does not fit: \(error.localizedDescription). Again:")
        }
    }
}

// MARK: - Pages

extension Enrolment {
    private func ask(_ prompt: Prompt) async throws {
        tell(prompt)
        if prompt.named(.identify) != nil {
            try await identify()
        } else if let form = prompt.named(.selectAuthenticatorEnroll) {
            let offered = form.fields.flatMap(\.choices).compactMap(\.label)
            Terminal.say("Offered: \(offered.joined(separator: ", "))")
            try await flow.authenticator(.oktaVerify)
        } else if let form = prompt.named(.enrollmentChannelData), let field = form.fields.first {
            request("\(field.label ?? field.path): ") { [flow] in
                try await flow.answer(form.answer([field.path: .text($0)]))
            }
        } else if prompt.named(.challengeAuthenticator) != nil {
            request("Code: ", secretly: true) { [flow] in try await flow.passcode(Secret($0)) }
        } else {
            let wanted = prompt.remediations.map(\.name.word).joined(separator: ", ")
            throw Complaint.notSignedIn("this program does not know what to do with: \(wanted)")
        }
    }

    private func identify() async throws {
        guard Terminal.isAttended else {
            guard let user = org.users.first else { throw Complaint.notSignedIn("the org has no users") }
            return try await flow.identify(user.login, password: user.password.map { Secret($0) })
        }
        request("Login: ") { [self] login in
            request("Password: ", secretly: true) { [flow] password in
                Terminal.say("")
                try await flow.identify(login, password: Secret(password))
            }
        }
    }

    private func show(_ qr: QrCode, _ prompt: Prompt) {
        if qr != self.qr, let picture = GreyPicture(png: qr.png.data), let drawing = QrDrawing(picture) {
            drawing.lines(inColour: Terminal.hasColour).forEach { Terminal.say($0) }
        }
        self.qr = qr
        tell(prompt)
        Terminal.say(qr.alt)
        let channels = prompt.named(.selectEnrollmentChannel)?.fields.flatMap(\.choices).map(\.id) ?? []
        let others = channels.filter { $0 != Channel.qrcode.word }
        request("Type s to let the org's phone scan it. Can't scan? \(others.joined(separator: ", ")): ") { [org, flow] in
            if $0 == "s" { try await org.scan(qr.png) } else { try await flow.channel(Channel($0)) }
        }
    }

    private func wait(_ prompt: Prompt) {
        tell(prompt)
        let address = prompt.context?.email ?? prompt.context?.phoneNumber
        Terminal.say("A link was sent to \(address ?? "you"): it is opened on the phone.")
        request("Type the address to let the org's phone open it: ") { [org] in try await org.openLink(sentTo: $0) }
    }

    private func tell(_ prompt: Prompt) {
        for message in prompt.allMessages { Terminal.say(message.text) }
    }

    /// Asks for a line. Where nobody is there, nothing is asked.
    private func request(_ text: String, secretly: Bool = false, _ use: @escaping (String) async throws -> Void) {
        guard Terminal.isAttended else { return }
        Terminal.say(text, terminator: "")
        Terminal.echo(!secretly)
        expected = use
    }
}
