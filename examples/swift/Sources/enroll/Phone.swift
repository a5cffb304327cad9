import Foundation
import IdxFlow

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The simulated phone of the org's first user, with Okta Verify on it.
struct Phone {
    let controlUrl: String

    private struct Inbox: Decodable {
        struct Letter: Decodable {
            let link: String?
        }
        let messages: [Letter]
    }

    /// It scans the picture on the screen.
    func scan(_ qr: QrCode) async throws(ExitError) {
        _ = try await use("/phone/scan", qr.png.data)
    }

    /// It opens the newest link that was sent.
    func openLink() async throws(ExitError) {
        let inbox = try? JSONDecoder().decode(Inbox.self, from: try await use("/inbox", nil))
        guard let link = inbox?.messages.last?.link else { throw .failed("nothing was sent to the phone") }
        _ = try await use("/phone/open", try? JSONEncoder().encode(["link": link]))
    }

    /// One door of the control API: read where there is no body.
    private func use(_ door: String, _ body: Data?) async throws(ExitError) -> Data {
        guard let url = URL(string: controlUrl + door) else { throw .failed("the org's control_url is no URL") }
        var request = URLRequest(url: url)
        request.httpMethod = body == nil ? "GET" : "POST"
        request.httpBody = body
        let answer: (Data, URLResponse)
        do {
            answer = try await URLSession.shared.data(for: request)
        } catch {
            throw .failed("the org does not answer")
        }
        guard (answer.1 as? HTTPURLResponse)?.statusCode == 200 else {
            let said = try? JSONDecoder().decode([String: String].self, from: answer.0)
            throw .failed(said?["error"] ?? "the org refuses")
        }
        return answer.0
    }
}
