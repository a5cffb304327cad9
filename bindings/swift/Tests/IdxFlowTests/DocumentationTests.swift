import Foundation
import IdxFlow
import Testing

extension AllTests {
    /// The Swift code in the documents is copied from `Snippets`, which is part of this test target.
    ///
    /// Linux has no SwiftUI, AuthenticationServices or Security. There this target only parses the
    /// snippets that use them. Those for SwiftUI and AuthenticationServices are type-checked by the
    /// package in `examples/swift`, against stubs of the API. On Apple platforms all are compiled here.
    @Suite("Documentation")
    struct DocumentationTests {
        static let documents: [String] = {
            let articles = "bindings/swift/Sources/IdxFlow/IdxFlow.docc"
            let sources = "bindings/swift/Sources/IdxFlow"
            let articleFiles = (try? Workspace.files(in: articles, ending: ".md")) ?? []
            let sourceFiles = (try? Workspace.files(in: sources, ending: ".swift")) ?? []
            return ["README.md", "bindings/swift/README.md"] + articleFiles.map { "\(articles)/\($0)" }
                + sourceFiles.map { "\(sources)/\($0)" }
        }()

        @Test("Every Swift code block is part of a snippet", arguments: documents)
        func snippets(in document: String) throws {
            let folder = "bindings/swift/Tests/IdxFlowTests/Snippets"
            let snippets = try Workspace.files(in: folder, ending: ".swift").map { file in
                try lines(Workspace.text("\(folder)/\(file)"))
            }
            for block in try swiftBlocks(in: document) {
                #expect(
                    snippets.contains { $0.containsBlock(block) },
                    "not in a snippet: \(block.joined(separator: "\n"))")
            }
        }

        @Test("Both READMEs and each article contain Swift code")
        func documents() throws {
            let documents = Self.documents.filter { $0.hasSuffix(".md") }
            #expect(documents.count == 6)
            for document in documents { #expect(try !swiftBlocks(in: document).isEmpty, "\(document)") }
        }

        @Test("The sign-in of the README returns tokens, which can be refreshed and revoked")
        func signInToTokens() async throws {
            let simulator = try Simulator()
            let tokens = try await signIn(
                simulator.config, username: "ada@example.com", password: "Correct-Horse-1")
            #expect(tokens.idToken?.preferredUsername == "ada@example.com")
            let newTokens = try await refresh(tokens, config: simulator.config)
            #expect(newTokens.accessToken != tokens.accessToken)
            try await signOut(newTokens, config: simulator.config)
            await #expect(throws: IdxError.self) { try await refresh(newTokens, config: simulator.config) }
        }

        @Test("The sign-in of the README throws the server's message for a wrong password")
        func signInWithWrongPassword() async throws {
            let simulator = try Simulator()
            await #expect {
                try await signIn(simulator.config, username: "ada@example.com", password: "Wrong-Horse-1")
            } throws: {
                $0 is SignInError && $0.localizedDescription == "Unable to sign in"
            }
        }

        @Test("The saved flow of the articles is restored, and deleted after the end")
        func restoredFlow() async throws {
            let (simulator, keychain) = (try Simulator(), FlowKeychain())
            let flow = try await restoreOrStart(simulator.config, keychain: keychain)
            for await state in flow.states where state.prompt != nil { break }
            try keychain.save(await flow.save())
            await flow.close()
            let restored = try await restoreOrStart(simulator.config, keychain: keychain)
            #expect(restored.state.prompt?.remediation(named: .identify) != nil)
            try await restored.identify("ada@example.com", password: "Correct-Horse-1", on: restored.shownPrompt)
            try await show(restored, keychain: keychain)
            #expect(restored.state.isFinal)
            #expect(try keychain.load() == nil)
        }

        @Test("The offline transport of the articles fails every request")
        func offlineTransport() async throws {
            let flow = try await IdxFlow.start(exampleConfig, transport: OfflineTransport(), clock: ManualClock())
            for await state in flow.states where state.retry != nil { break }
            #expect(flow.state.retry?.error == .offline)
        }
    }
}

/// Returns the lines of the code blocks that are marked as Swift, in Markdown or in documentation
/// comments.
private func swiftBlocks(in document: String) throws -> [[String]] {
    let isSource = document.hasSuffix(".swift")
    var blocks: [[String]] = []
    var block: [String]?
    for line in try lines(Workspace.text(document)) {
        let text = isSource ? line.replacing(/^ *\/\/\/ ?/, with: "") : line
        if block == nil {
            if text == "```swift" { block = [] }
        } else if text == "```" {
            blocks.append(block ?? [])
            block = nil
        } else {
            block?.append(text)
        }
    }
    return blocks
}

private func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

extension [String] {
    /// Whether these lines contain the block. The block may be indented less.
    fileprivate func containsBlock(_ block: [String]) -> Bool {
        guard let first = block.first, count >= block.count else { return false }
        return (0...count - block.count).contains { start in
            guard self[start].hasSuffix(first) else { return false }
            let indentation = String(self[start].dropLast(first.count))
            guard indentation.allSatisfy({ $0 == " " }) else { return false }
            return zip(self[start...], block).allSatisfy { $0 == ($1.isEmpty ? "" : indentation + $1) }
        }
    }
}
