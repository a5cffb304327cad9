import Foundation
import IdxFlow

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The simulated phone of the org's first user, with Okta Verify.
struct Phone {
    let controlUrl: String

    private struct Inbox: Decodable {
        struct Message: Decodable {
            let link: String?
        }
        let messages: [Message]
    }

    /// Scans a QR code.
    func scan(_ qr: QrCode) async throws(ExitError) {
        _ = try await call("/phone/scan", qr.png.data)
    }

    /// Opens the newest setup link in the inbox.
    func openLink() async throws(ExitError) {
        let inbox = try? JSONDecoder().decode(Inbox.self, from: try await call("/inbox", nil))
        guard let link = inbox?.messages.last?.link else { throw .failed("no setup link was sent") }
        _ = try await call("/phone/open", try? JSONEncoder().encode(["link": link]))
    }

    /// Calls an endpoint of the control API. Without a body the request is a GET.
    private func call(_ endpoint: String, _ body: Data?) async throws(ExitError) -> Data {
        guard let url = URL(string: controlUrl + endpoint) else { throw .failed("the org's control_url is not a URL") }
        var request = URLRequest(url: url)
        request.httpMethod = body == nil ? "GET" : "POST"
        request.httpBody = body
        let (data, response): (Data, URLResponse)
        do {
            (data, response) = try await URLSession.shared.data(for: request)
        } catch {
            throw .failed("the org does not respond")
        }
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            let error = try? JSONDecoder().decode([String: String].self, from: data)
            throw .failed(error?["error"] ?? "the org rejected the request")
        }
        return data
    }
}
