import Foundation
import IdxFlow

/// A transport that responds with the result of a function, and records the requests.
final class StubTransport: IdxTransport {
    /// Returns the body of the response, or `nil` if the request must not complete.
    typealias Handler = @Sendable (TransportRequest) throws -> String?

    let requests = AwaitableValue<[TransportRequest]>([])
    private let handler: Handler

    init(_ handler: @escaping Handler) { self.handler = handler }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        requests.update { $0.append(request) }
        guard let body = try handler(request) else { throw IdxTransportError.connection }
        let isError = body.hasPrefix(#"{"error""#)
        return TransportResponse(status: isError ? 400 : 200, headers: [], bytes: Data(body.utf8))
    }

    /// Waits for the first request with this purpose.
    func first(_ purpose: Purpose) async throws -> TransportRequest {
        try await requests.first { $0.first { $0.purpose == purpose } }
    }
}

/// Returns a transport to an org whose current prompt is a fixture. Other requests are passed to `handler`.
func fixtureTransport(
    _ fixture: String, _ handler: @escaping StubTransport.Handler = { _ in nil }
) throws -> StubTransport {
    let prompt = try Workspace.text("tests/fixtures/\(fixture)")
    return StubTransport { request in
        switch request.purpose {
        case .interact: #"{"interaction_handle": "h"}"#
        case .introspect: prompt
        default: try handler(request)
        }
    }
}

/// A transport that never responds. A request ends only when its task is canceled.
final class UnresponsiveTransport: IdxTransport {
    let inFlight = AwaitableValue(0)

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        inFlight.update { $0 += 1 }
        defer { inFlight.update { $0 -= 1 } }
        return try await AwaitableValue<Void>(()).first { nil }
    }
}
