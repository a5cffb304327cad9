import Foundation
import Testing

@testable import IdxFlow

extension AllTests {
    @Suite("Idle connections")
    struct IdleConnectionTests {
        let time = ManualInstant()
        let transport: URLSessionTransport

        init() {
            transport = URLSessionTransport(
                idleTimeout: 600, timeout: 600, now: time.now, sleep: ManualClock().sleep)
        }

        @Test("An answer is sent on a new connection after more than 5 s, and else on the same one")
        func newConnection() async throws {
            let server = try LocalServer { _ in http("200 OK", keepAlive: true) }
            var counts: [Int] = []
            for pause in [0, 5, 5.001, 60] {
                time.advance(by: pause)
                _ = try await transport.send(request(server.url("/")))
                counts.append(server.connectionCount.value)
            }
            #expect(counts == [1, 1, 2, 3])
        }

        @Test("A request that can be sent again, such as a poll, reuses a connection that is idle for longer")
        func idempotentRequest() async throws {
            let server = try LocalServer { _ in http("200 OK", keepAlive: true) }
            for _ in 0..<3 {
                _ = try await transport.send(request(server.url("/"), purpose: .poll, isIdempotent: true))
                time.advance(by: 60)
            }
            #expect(server.connectionCount.value == 1)
        }

        @Test("Connections to other servers do not matter")
        func otherServer() async throws {
            let servers = try (0..<2).map { _ in try LocalServer { _ in http("200 OK", keepAlive: true) } }
            _ = try await transport.send(request(servers[0].url("/")))
            time.advance(by: 4)
            _ = try await transport.send(request(servers[1].url("/")))
            time.advance(by: 4)
            _ = try await transport.send(request(servers[1].url("/")))
            #expect(servers.map(\.connectionCount.value) == [1, 1])
            _ = try await transport.send(request(servers[0].url("/")))
            #expect(servers.map(\.connectionCount.value) == [2, 1])
        }

        @Test("The idle time of the oldest of several connections counts")
        func severalConnections() {
            var connections = IdleConnections()
            let start = ContinuousClock.now
            let isIdle = { (seconds: Int) in
                connections.isIdle(for: .seconds(5), at: start + .seconds(seconds), "https://a.example")
            }
            #expect(!isIdle(60), "there is no connection yet")
            for _ in 0..<2 { connections.willSend(to: "https://a.example") }
            #expect(!isIdle(60), "both connections are in use")
            for _ in 0..<2 { connections.didSend(to: "https://a.example", at: start) }
            connections.willSend(to: "https://a.example")
            connections.didSend(to: "https://a.example", at: start + .seconds(4))
            #expect(!isIdle(5) && isIdle(6), "one has been idle since the start")
        }

        @Test("A request in flight completes although a later one has replaced its session")
        func requestInFlight() async throws {
            let gate = DispatchSemaphore(value: 0)
            let server = try LocalServer { request in
                if request.hasPrefix("POST /held") { gate.wait() }
                return http("200 OK", keepAlive: true)
            }
            _ = try await transport.send(request(server.url("/")))
            let held = Task { [transport] in
                try await transport.send(request(server.url("/held"), isIdempotent: true)).status
            }
            try await server.requests.first { $0.contains { $0.hasPrefix("POST /held") } ? true : nil }
            _ = try await transport.send(request(server.url("/")))
            time.advance(by: 60)
            _ = try await transport.send(request(server.url("/")))
            gate.signal()
            #expect(try await held.value == 200)
        }

        @Test("No answer is lost if the server drops idle connections", arguments: ["reset", "ignored"])
        func droppedConnections(lateRequest: String) async throws {
            let dropping = DroppingTransport(transport, lateRequest: lateRequest)
            let runner = try await ScenarioRunner(Scenario("P3"), transport: dropping)
            dropping.simulator.update { $0 = runner.simulator }
            for password in ["Wrong-Horse-1", "Correct-Horse-1"] {
                time.advance(by: 6)
                try await runner.run(["identify", "ada@example.com", password])
            }
            #expect(runner.log.failedRequests == [])
            #expect(runner.log.states.allSatisfy { $0.prompt?.notice == nil })
            #expect(runner.flow.state.isFinal)
        }

        @Test("A connection that the server drops earlier loses the answer, which is not sent again")
        func droppedEarlier() async throws {
            let dropping = DroppingTransport(transport, lateRequest: "reset")
            let runner = try await ScenarioRunner(Scenario("P3"), transport: dropping)
            dropping.simulator.update { $0 = runner.simulator }
            try await runner.run(["identify", "ada@example.com", "Correct-Horse-1"])
            #expect(runner.log.failedRequests.map(\.purpose) == [.submit])
            #expect(runner.flow.state.prompt?.notice == .answerMayBeLost(attempts: 1))
        }
    }
}

/// A transport to a server that drops idle connections before each answer.
private final class DroppingTransport: IdxTransport {
    let simulator = AwaitableValue<Simulator?>(nil)
    private let transport: URLSessionTransport
    private let lateRequest: String

    init(_ transport: URLSessionTransport, lateRequest: String) {
        self.transport = transport
        self.lateRequest = lateRequest
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        guard request.purpose == .submit else { return try await transport.send(request) }
        try await setTimeout(0)
        let result: Result<TransportResponse, any Error>
        do {
            result = .success(try await transport.send(request))
        } catch {
            result = .failure(error)
        }
        try await setTimeout(nil)
        return try result.get()
    }

    private func setTimeout(_ milliseconds: Int?) async throws {
        let settings: [String: Any] = ["timeout_ms": milliseconds ?? NSNull(), "late_request": lateRequest]
        try await simulator.value?.control("/connections", settings, method: "PUT")
    }
}

/// A time that moves only when a test advances it.
struct ManualInstant: Sendable {
    private let instant = AwaitableValue(ContinuousClock.now)

    var now: @Sendable () -> ContinuousClock.Instant {
        { [instant] in instant.value }
    }

    func advance(by seconds: Double) {
        instant.update { $0 += .seconds(seconds) }
    }
}
