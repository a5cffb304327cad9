import Foundation
import Testing

@testable import IdxFlow

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension AllTests {
    @Suite("URLSessionTransport")
    struct TransportTests {
        let transport = URLSessionTransport()

        @Test("A request is sent unchanged, and the response is returned unchanged")
        func exchange() async throws {
            let server = try LocalServer { _ in
                http("203 Non-Authoritative", ["X-One: 1", "X-Two: 2"], body: Data("Grüße".utf8))
            }
            let headers = [
                ("Accept", "application/ion+json"), ("User-Agent", "app/1 idx-flow/0"), ("Cookie", "DT=abc"),
            ]
            let response = try await transport.send(
                request(server.url("/idp/idx/identify?a=1"), headers: headers, body: #"{"name":"Zoë"}"#))
            #expect(response.status == 203)
            #expect(response.body.expose() == "Grüße")
            let received = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value.expose()) }) { first, _ in
                first
            }
            #expect(received["x-one"] == "1" && received["x-two"] == "2")

            let sent = try #require(server.requests.value.first)
            #expect(sent.hasPrefix("POST /idp/idx/identify?a=1 HTTP/1.1\r\n"))
            #expect(sent.hasSuffix("\r\n\r\n{\"name\":\"Zoë\"}"))
            for (name, value) in headers { #expect(sent.contains("\r\n\(name): \(value)\r\n")) }
        }

        @Test("A redirect is returned, not followed")
        func redirect() async throws {
            let server = try LocalServer { _ in http("302 Found", ["Location: /other"]) }
            let response = try await transport.send(request(server.url("/")))
            #expect(response.status == 302)
            #expect(response.headers.contains { $0.name == "Location" && $0.value == "/other" })
            #expect(server.requests.value.count == 1)
        }

        @Test(
            "A URL that is neither https nor loopback is rejected without a connection",
            arguments: [
                "http://0.0.0.0:PORT/", "http://127.0.0.1.nip.example:PORT/", "http://localhost.example:PORT/",
                "http://127.1:PORT/", "http://127.0.0.1@0.0.0.0:PORT/", "ftp://127.0.0.1:PORT/", "http://", "nonsense",
            ])
        func insecureURL(url: String) async throws {
            let server = try LocalServer { _ in http("200 OK") }
            let url = url.replacingOccurrences(of: "PORT", with: String(server.port))
            await #expect(throws: IdxTransportError.insecureURL) { try await transport.send(request(url)) }
            #expect(server.requests.value == [])
        }

        @Test(
            "http is accepted for every name of loopback",
            arguments: ["127.0.0.1", "localhost", "LOCALHOST", "127.1.2.3"])
        func loopbackURL(host: String) async throws {
            let server = try LocalServer { _ in http("200 OK") }
            do {
                #expect(try await transport.send(request(server.url("/", host: host))).status == 200)
            } catch {
                // some systems route only 127.0.0.1
                #expect(host == "127.1.2.3" && error as? IdxTransportError == .connection)
            }
        }

        @Test("Only one byte more than the engine accepts is read of a long body")
        func longBody() async throws {
            let server = try LocalServer { _ in http("200 OK", body: Data(repeating: 0x61, count: 2_000_000)) }
            let response = try await transport.send(request(server.url("/")))
            #expect(response.body.expose().utf8.count == 1_048_577)
        }

        @Test("A body with the maximum length is read completely")
        func maximumBody() async throws {
            let server = try LocalServer { _ in http("200 OK", body: Data(repeating: 0x61, count: 1_048_576)) }
            let response = try await transport.send(request(server.url("/")))
            #expect(response.body.expose().utf8.count == 1_048_576)
        }

        @Test("Cookies are not stored, and only the request's own cookies are sent")
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

        @Test("Responses are not cached")
        func cache() async throws {
            let server = try LocalServer { _ in http("200 OK", ["Cache-Control: max-age=3600"]) }
            for _ in 0..<2 { _ = try await transport.send(request(server.url("/"), method: "GET")) }
            #expect(server.requests.value.count == 2)
        }

        @Test("A request without a response fails after the transport's timeout")
        func timeout() async throws {
            #expect(try await virtualTimeout(of: nil) == 20)
        }

        @Test("The request's own timeout takes precedence", arguments: [Purpose.submit, .probe, .challenge])
        func ownTimeout(purpose: Purpose) async throws {
            #expect(try await virtualTimeout(of: 300, purpose: purpose) == 300)
        }

        @Test("The idle timeout does not apply to requests to this device")
        func idleTimeout() {
            let transport = URLSessionTransport(idleTimeout: 7)
            let session = transport.sessions.current.urlSession
            let loopbackSession = transport.loopbackSessions.current.urlSession
            #expect(session.configuration.timeoutIntervalForRequest == 7)
            #expect(loopbackSession.configuration.timeoutIntervalForRequest == 600)
        }

        @Test("A request to this device is sent while another request is in flight")
        func loopbackRequest() async throws {
            let server = try LocalServer { _ in http("200 OK") }
            async let poll = transport.send(request(server.url("/poll")))
            async let probe = transport.send(request(server.url("/probe"), method: "GET", purpose: .probe, timeout: 20))
            #expect(try await [poll.status, probe.status] == [200, 200])
        }

        @Test("A refused connection, and one that breaks in the body, are errors")
        func brokenConnection() async throws {
            let closedUrl = try LocalServer { _ in nil }.url("/")
            await #expect(throws: IdxTransportError.connection) { try await transport.send(request(closedUrl)) }
            let server = try LocalServer { _ in
                Data("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut".utf8)
            }
            await #expect(throws: IdxTransportError.self) { try await transport.send(request(server.url("/"))) }
        }

        @Test("An incomplete response is an error with its status and the request ID of Okta's support")
        func incompleteResponse() async throws {
            let server = try LocalServer { _ in
                Data("HTTP/1.1 502 Bad Gateway\r\nx-okta-request-id: req1\r\nContent-Length: 100\r\n\r\ncut".utf8)
            }
            let error = IdxTransportError.incompleteResponse(status: 502, oktaRequestId: "req1")
            await #expect(throws: error) { try await transport.send(request(server.url("/"))) }
            #expect(error.oktaRequestId == "req1" && IdxTransportError.connection.oktaRequestId == nil)
        }

        @Test("No plaintext request is sent to a server without TLS")
        func withoutTls() async throws {
            let server = try LocalServer { _ in http("200 OK") }
            let url = server.url("/").replacingOccurrences(of: "http:", with: "https:")
            #if canImport(FoundationNetworking)
            let error = IdxTransportError.system(code: -1)  // Foundation reports TLS errors like this on Linux
            #else
            let error = IdxTransportError.tls
            #endif
            await #expect(throws: error) { try await transport.send(request(url, body: "canary-1")) }
            #expect(!server.requests.value.joined().contains("canary-1"))
        }

        @Test("Canceling the task cancels the request")
        func cancellation() async throws {
            let server = try LocalServer { _ in nil }
            let exchange = Task { [transport] in try await transport.send(request(server.url("/"))) }
            try await server.requests.first { $0.isEmpty ? nil : true }
            exchange.cancel()
            await #expect(throws: IdxTransportError.canceled) { try await exchange.value }
        }

        @Test("A task that is already canceled sends nothing")
        func canceledTask() async throws {
            let server = try LocalServer { _ in http("200 OK") }
            let exchange = Task { [transport] in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await transport.send(request(server.url("/")))
            }
            await #expect(throws: IdxTransportError.canceled) { try await exchange.value }
            #expect(server.requests.value == [])
        }
    }

    @Suite("IdxTransportError")
    struct TransportErrorTests {
        @Test("An error shows neither the query nor the request")
        func redaction() async throws {
            let transport = URLSessionTransport()
            let cutServer = try LocalServer { _ in Data("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut".utf8) }
            let closedUrl = try LocalServer { _ in nil }.url("/")
            for url in [cutServer.url("/"), closedUrl, "http://0.0.0.0/", "https://no-such-host.invalid/"] {
                let request = request(
                    url + "?stateToken=canary-1", headers: [("Cookie", "DT=canary-2")], body: "canary-3")
                do {
                    _ = try await transport.send(request)
                    Issue.record("no error")
                } catch {
                    let texts = "\(error) \(String(reflecting: error)) \(error.localizedDescription)"
                    #expect(!texts.contains("canary") && error is IdxTransportError)
                }
            }
        }

        @Test("Every error has its own description")
        func descriptions() {
            let errors: [IdxTransportError] = [
                .timeout, .offline, .connection, .tls, .insecureURL, .canceled, .system(code: -1),
                .incompleteResponse(status: 200, oktaRequestId: nil),
                .other(type: "Mine"),
            ]
            for error in errors { #expect(error.localizedDescription.count > 10) }
            #expect(Set(errors.map(\.localizedDescription)).count == errors.count)
        }

        @Test("The errors of URLSession are translated")
        func translation() {
            let errors: [(URLError.Code, IdxTransportError)] = [
                (.timedOut, .timeout), (.notConnectedToInternet, .offline), (.cannotFindHost, .offline),
                (.cannotConnectToHost, .connection), (.networkConnectionLost, .connection),
                (.serverCertificateUntrusted, .tls), (.cancelled, .canceled),
                (.badServerResponse, .system(code: URLError.badServerResponse.rawValue)),
            ]
            for (code, error) in errors { #expect(IdxTransportError(system: URLError(code)) == error) }
        }
    }
}

/// Sends a request to a server that never responds, on a manual clock. Returns the time after which it
/// fails.
private func virtualTimeout(of timeout: TimeInterval?, purpose: Purpose = .submit) async throws -> TimeInterval {
    let (server, clock) = (try LocalServer { _ in nil }, ManualClock())
    let transport = URLSessionTransport(idleTimeout: 600, timeout: 20, sleep: clock.sleep)
    let exchange = Task { try await transport.send(request(server.url("/"), purpose: purpose, timeout: timeout)) }
    try await server.requests.first { $0.isEmpty ? nil : true }
    let seconds = try await clock.pendingSleep()
    clock.advance(by: seconds)
    await #expect(throws: IdxTransportError.timeout) { try await exchange.value }
    return seconds
}
