import Foundation
import IdxFlow

/// Everything that happened in the flows that were observed with it.
final class Log: Sendable {
    private let all = Watched<[IdxEvent]>([])

    var events: [IdxEvent] { all.value }
    var shown: [IdxState] { events.compactMap(\.shown) }
    var sent: [TransportRequest] { events.compactMap(\.sent) }

    /// To be given to a flow.
    var observer: IdxObserver {
        { [all] event in all.change { $0.append(event) } }
    }

    /// Waits until something shows and nothing is on its way, after so many things have shown.
    @discardableResult
    func settled(after shown: Int = 0) async throws -> IdxState {
        try await all.first { events in
            guard events.count(where: { $0.shown != nil }) > shown else { return nil }
            return events.last?.shown
        }
    }

    /// Waits for an event.
    @discardableResult
    func first<Found: Sendable>(_ find: @escaping @Sendable (IdxEvent) -> Found?) async throws -> Found {
        try await all.first { $0.lazy.compactMap(find).first }
    }

    /// Waits for a request, the newest of its purpose.
    @discardableResult
    func sends(_ purpose: Purpose, times: Int = 1) async throws -> TransportRequest {
        try await all.first { events in
            let sent = events.compactMap(\.sent).filter { $0.purpose == purpose }
            return sent.count >= times ? sent.last : nil
        }
    }
}

extension IdxEvent {
    var shown: IdxState? {
        if case .stateChanged(let state) = self { state } else { nil }
    }

    var sent: TransportRequest? {
        if case .requestSent(let request) = self { request } else { nil }
    }
}

extension IdxState {
    /// The QR code that it shows.
    var qr: QrCode? {
        if case .showQr(_, let qr, _) = self { qr } else { nil }
    }

    /// The address that it wants opened.
    var address: RedactedUrl? {
        if case .redirect(_, let address) = self { address } else { nil }
    }
}
