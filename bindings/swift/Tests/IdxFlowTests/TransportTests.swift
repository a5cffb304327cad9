import Foundation
import IdxFlow
import Testing

extension All {
    @Suite("URLSessionTransport")
    struct Transports {
        let transport = URLSessionTransport()

        @Test("A request goes out as it is, and what comes back is handed over whole")
        func asItIs() async throws {
            let server = try LocalServer { _ in http("203 Fine", ["X-One: 1", "X-Two: 2"], body: Data("Grüße".utf8)) }
            let headers = [
                ("Accept", "application/ion+json"), ("User-Agent", "app/1 idx-flow/0"), ("Cookie", "DT=abc"),
            ]
            let response = try await transport.send(
                request(server.url("/idp/idx/identify?a=1"), headers: headers, body: #"{"name":"Zoë"}"#))
            #expect(response.status == 203)
            #expect(response.body.expose() == "Grüße")
            let said = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value.expose()) }) { one, _ in one }
            #expect(said["x-one"] == "1" && said["x-two"] == "2")

            let sent = try #require(server.requests.value.first)
            #expect(sent.hasPrefix("POST /idp/idx/identify?a=1 HTTP/1.1\r\n"))
            #expect(sent.hasSuffix("\r\n\r\n{\"name\":\"Zoë\"}"))
            for (name, value) in headers { #expect(sent.contains("\r\n\(name): \(value)\r\n")) }
        }

        @Test("A redirect is handed over, not followed")
        func redirect() async throws {
            let server = try LocalServer { _ in http("302 Found", ["Location: /elsewhere"]) }
            let response = try await transport.send(request(server.url("/")))
            #expect(response.status == 302)
            #expect(response.headers.contains { $0.name == "Location" && $0.value == "/elsewhere" })
            #expect(server.requests.value.count == 1)
        }

        @Test(
            "What is neither https nor loopback is refused without a connection",
            arguments: [
                "http://0.0.0.0:PORT/", "http://127.0.0.1.nip.example:PORT/", "http://localhost.example:PORT/",
                "http://127.1:PORT/", "http://127.0.0.1@0.0.0.0:PORT/", "ftp://127.0.0.1:PORT/", "http://", "nonsense",
            ])
        func insecure(address: String) async throws {
            let server = try LocalServer { _ in http("200 OK") }
            let address = address.replacingOccurrences(of: "PORT", with: String(server.port))
            await #expect(throws: IdxTransportError.insecureAddress) { try await transport.send(request(address)) }
            #expect(server.requests.value == [])
        }

        @Test(
            "Loopback is taken in each of its names", arguments: ["127.0.0.1", "localhost", "LOCALHOST", "127.1.2.3"])
        func loopback(host: String) async throws {
            let server = try LocalServer { _ in http("200 OK") }
            do {
                #expect(try await transport.send(request(server.url("/", host: host))).status == 200)
            } catch {
                #expect(
                    host == "127.1.2.3" && error as? IdxTransportError == .connection, "tried, where nobody listens")
            }
        }

        @Test("Of a long body as much is read as shows that it is too long, and no more")
        func longBody() async throws {
            let server = try LocalServer { _ in http("200 OK", body: Data(repeating: 0x61, count: 2_000_000)) }
            let response = try await transport.send(request(server.url("/")))
            #expect(response.body.expose().utf8.count == 1_048_577)
        }

        @Test("A body of exactly the limit is whole")
        func body() async throws {
            let server = try LocalServer { _ in http("200 OK", body: Data(repeating: 0x61, count: 1_048_576)) }
            let response = try await transport.send(request(server.url("/")))
            #expect(response.body.expose().utf8.count == 1_048_576)
        }

        @Test("Cookies are neither stored nor sent, but for the request's own")
        func cookies() async throws {
            let server = try LocalServer { _ in http("200 OK", ["Set-Cookie: sid=stored; Path=/"]) }
            _ = try await transport.send(request(server.url("/")))
            _ = try await transport.send(request(server.url("/")))
            _ = try await transport.send(request(server.url("/"), headers: [("Cookie", "DT=own")]))
            let cookies = server.requests.value.map { request in
                request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("cookie:") }
            }
            #expect(cookies == [nil, nil, "Cookie: DT=own"])
        }

        @Test("Nothing is cached")
        func cache() async throws {
            let server = try LocalServer { _ in http("200 OK", ["Cache-Control: max-age=3600"]) }
            for _ in 0..<2 { _ = try await transport.send(request(server.url("/"), method: "GET")) }
            #expect(server.requests.value.count == 2)
        }

        @Test("A server that never answers is a timeout, by either limit", arguments: [(0.05, 600), (600, 0.05)])
        func timeout(idle: TimeInterval, all: TimeInterval) async throws {
            let server = try LocalServer { _ in nil }
            let transport = URLSessionTransport(idleTimeout: idle, timeout: all)
            await #expect(throws: IdxTransportError.timeout) { try await transport.send(request(server.url("/"))) }
        }

        @Test("A request that has a limit of its own keeps to that", arguments: [Purpose.submit, .probe, .challenge])
        func ownTimeout(purpose: Purpose) async throws {
            let server = try LocalServer { _ in nil }
            let transport = URLSessionTransport(idleTimeout: 600, timeout: 600)
            await #expect(throws: IdxTransportError.timeout) {
                try await transport.send(request(server.url("/"), purpose: purpose, timeout: 0.05))
            }
        }

        @Test("What is for this device is carried out like everything else")
        func thisDevice() async throws {
            let server = try LocalServer { _ in http("200 OK") }
            async let poll = transport.send(request(server.url("/poll")))
            async let probe = transport.send(request(server.url("/probe"), method: "GET", purpose: .probe, timeout: 20))
            #expect(try await [poll.status, probe.status] == [200, 200])
        }

        @Test("A connection that is refused, or breaks in a body, is an exchange that did not complete")
        func broken() async throws {
            let closed = try LocalServer { _ in nil }.url("/")
            await #expect(throws: IdxTransportError.connection) { try await transport.send(request(closed)) }
            let server = try LocalServer { _ in
                Data("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut".utf8)
            }
            await #expect(throws: IdxTransportError.self) { try await transport.send(request(server.url("/"))) }
        }

        @Test("A server that cannot speak TLS is never spoken to in the clear")
        func withoutTls() async throws {
            let server = try LocalServer { _ in http("200 OK") }
            let address = server.url("/").replacingOccurrences(of: "http:", with: "https:")
            #if canImport(FoundationNetworking)
            let error = IdxTransportError.system(code: -1)  // it says no more of TLS on Linux
            #else
            let error = IdxTransportError.tls
            #endif
            await #expect(throws: error) { try await transport.send(request(address, body: "canary-1")) }
            #expect(!server.requests.value.joined().contains("canary-1"))
        }

        @Test("A canceled task ends its exchange")
        func canceled() async throws {
            let server = try LocalServer { _ in nil }
            let exchange = Task { [transport] in try await transport.send(request(server.url("/"))) }
            try await server.requests.first { $0.isEmpty ? nil : true }
            exchange.cancel()
            await #expect(throws: IdxTransportError.canceled) { try await exchange.value }
        }

        @Test("A task that is canceled before sends nothing")
        func canceledBefore() async throws {
            let server = try LocalServer { _ in http("200 OK") }
            let exchange = Task { [transport] in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await transport.send(request(server.url("/")))
            }
            await #expect(throws: IdxTransportError.canceled) { try await exchange.value }
            #expect(server.requests.value == [])
        }

        @Test("No error shows what was sent, or where to in full")
        func errors() async throws {
            let server = try LocalServer { _ in nil }
            let impatient = URLSessionTransport(idleTimeout: 0.05)
            let closed = try LocalServer { _ in nil }.url("/")
            for address in [server.url("/"), closed, "http://0.0.0.0/", "https://no-such-host.invalid/"] {
                let asked = request(
                    address + "?stateToken=canary-1", headers: [("Cookie", "DT=canary-2")], body: "canary-3")
                do {
                    _ = try await impatient.send(asked)
                    Issue.record("no error")
                } catch {
                    let texts = "\(error) \(String(reflecting: error)) \(error.localizedDescription)"
                    #expect(!texts.contains("canary") && error is IdxTransportError)
                }
            }
            let all: [IdxTransportError] = [
                .timeout, .offline, .connection, .tls, .insecureAddress, .canceled, .system(code: -1),
                .other(type: "Mine"),
            ]
            for error in all { #expect(error.localizedDescription.count > 10) }
            #expect(Set(all.map(\.localizedDescription)).count == all.count)
        }
    }
}

private func request(
    _ url: String, method: String = "POST", headers: [(String, String)] = [], body: String = "",
    purpose: Purpose = .submit, timeout: TimeInterval? = nil
) -> TransportRequest {
    TransportRequest(
        id: 1, purpose: purpose, method: method, url: RedactedUrl(url),
        headers: headers.map { HttpHeader(name: $0.0, value: Secret($0.1)) }, body: Secret(body), background: false,
        timeout: timeout)
}
