import Foundation
import IdxFlow

/// The events of the flows that it observes.
final class EventLog: Sendable {
    private let all = AwaitableValue<[IdxEvent]>([])

    var events: [IdxEvent] { all.value }
    var states: [IdxState] { events.compactMap(\.state) }
    var requests: [TransportRequest] { events.compactMap(\.request) }

    /// The requests that did not complete.
    var failedRequests: [TransportRequest] {
        events.compactMap { if case .requestFailed(let request, _) = $0 { request } else { nil } }
    }

    /// The observer to start a flow with.
    var observer: IdxObserver {
        { [all] event in all.update { $0.append(event) } }
    }

    /// Waits until more than `count` states were reported and the last event is a state: nothing is in
    /// flight.
    @discardableResult
    func settledState(after count: Int = 0) async throws -> IdxState {
        try await all.first { events in
            guard events.count(where: { $0.state != nil }) > count else { return nil }
            return events.last?.state
        }
    }

    /// Waits until `count` requests with this purpose were sent, and returns the last one.
    @discardableResult
    func request(_ purpose: Purpose, count: Int = 1) async throws -> TransportRequest {
        try await all.first { events in
            let requests = events.compactMap(\.request).filter { $0.purpose == purpose }
            return requests.count >= count ? requests.last : nil
        }
    }
}

extension IdxEvent {
    var state: IdxState? {
        if case .stateChanged(let state) = self { state } else { nil }
    }

    var request: TransportRequest? {
        if case .requestSent(let request) = self { request } else { nil }
    }
}

extension IdxState {
    /// The QR code, if the state shows one.
    var qr: QrCode? {
        if case .showQr(_, let qr, _) = self { qr } else { nil }
    }

    /// The tokens, if the flow has ended with them.
    var tokens: Tokens? {
        if case .done(let tokens) = self { tokens } else { nil }
    }

    /// The failure, if the flow has failed.
    var failure: Failure? {
        if case .failed(let failure) = self { failure } else { nil }
    }

    /// The URL to open, if the state is a redirect.
    var redirectUrl: RedactedUrl? {
        if case .redirect(_, let url) = self { url } else { nil }
    }
}
