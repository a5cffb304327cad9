import Foundation

#if canImport(Glibc)
import Glibc
private let stream = Int32(SOCK_STREAM.rawValue)
private let noSignal = Int32(MSG_NOSIGNAL)
#else
import Darwin
private let stream = SOCK_STREAM
private let noSignal: Int32 = 0
#endif

/// A server on loopback that sends the bytes that a test provides, and records the requests.
final class LocalServer: Sendable {
    /// Returns the bytes of the response to a request, or `nil` if the server must never respond. After an
    /// response without `Connection: keep-alive`, the server closes the connection.
    typealias Handler = @Sendable (String) -> Data?

    let port: UInt16
    /// The requests as received.
    let requests = AwaitableValue<[String]>([])
    /// The number of connections so far.
    let connectionCount = AwaitableValue(0)
    private let listener: Int32

    init(_ handler: @escaping Handler) throws {
        listener = Self.listener()
        port = Self.port(of: listener)
        let (listener, requests, connectionCount) = (listener, requests, connectionCount)
        Thread.detachNewThread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                _ = connectionCount.increment()
                Thread.detachNewThread {
                    while Self.serve(connection, requests, handler) {}
                    close(connection)
                }
            }
            // closed only here: as soon as the descriptor is free, another server may reuse its number
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Returns a URL of this server.
    func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    private static func listener() -> Int32 {
        let listener = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: INADDR_LOOPBACK.bigEndian)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(bound == 0 && listen(listener, 16) == 0, "cannot listen on loopback")
        return listener
    }

    private static func port(of socket: Int32) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Handles one request. Returns whether the connection stays open. Without a response it stays open
    /// until the client closes it.
    private static func serve(_ connection: Int32, _ requests: AwaitableValue<[String]>, _ handler: Handler) -> Bool {
        let request = read(from: connection)
        guard !request.isEmpty else { return false }
        requests.update { $0.append(request) }
        guard let response = handler(request) else {
            _ = read(from: connection)
            return false
        }
        var rest = response[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, noSignal) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return String(decoding: response, as: UTF8.self).contains("Connection: keep-alive")
    }

    private static func read(from connection: Int32) -> String {
        var request = Data()
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while !isComplete(request) {
            let count = recv(connection, &bytes, bytes.count, 0)
            guard count > 0 else { break }
            request.append(contentsOf: bytes[0..<count])
        }
        return String(decoding: request, as: UTF8.self)
    }

    private static func isComplete(_ request: Data) -> Bool {
        if request.first == 0x16 { return true }  // the start of a TLS handshake
        let text = String(decoding: request, as: UTF8.self)
        guard let head = text.range(of: "\r\n\r\n") else { return false }
        let length = text.lowercased().range(of: "content-length: ").map {
            text[$0.upperBound...].prefix { $0.isNumber }
        }
        return text[head.upperBound...].utf8.count >= length.flatMap { Int($0) } ?? 0
    }
}

/// Returns the bytes of an HTTP response.
func http(_ status: String, _ headers: [String] = [], body: Data = Data(), keepAlive: Bool = false) -> Data {
    let connection = "Connection: \(keepAlive ? "keep-alive" : "close")"
    let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)", connection] + headers
    return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
}
