import Foundation
import PythonGuest

/// A small HTTP server that only programs of this machine reach: one request a connection.
///
/// `@unchecked Sendable`: its socket is set once; the handler is `@Sendable`.
final class LoopbackServer: @unchecked Sendable {
  let port: UInt16
  private let socket: Int32
  private let handle: @Sendable (HTTPRequest) -> HTTPResponse

  private static let mostHeadBytes = 16 << 10
  private static let mostBodyBytes = 16 << 20

  /// Listens on 127.0.0.1.
  ///
  /// - Parameter port: 0 for any that is free.
  /// - Throws: `usage`, where the port is taken or not allowed.
  init(
    port: UInt16, handle: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) throws(PythonGuestError) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var count = socklen_t(MemoryLayout<sockaddr_in>.size)
    let size = count
    guard socket >= 0, Self.withAddress(&address, { bind(socket, $0, size) }) == 0,
      listen(socket, 64) == 0, Self.withAddress(&address, { getsockname(socket, $0, &count) }) == 0
    else {
      let reason = String(cString: strerror(errno))
      if socket >= 0 { close(socket) }
      throw PythonGuestError(.usage, "port \(port) cannot be served: \(reason)")
    }
    self.handle = handle
    self.socket = socket
    self.port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(socket) }

  private static func withAddress<Result>(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
  ) -> Result {
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }

  /// Serves until ``stop()``.
  func serve() {
    while true {
      let connection = accept(socket, nil, nil)
      if connection < 0 {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      DispatchQueue.global().async { [self] in
        answer(connection)
        close(connection)
      }
    }
  }

  /// Ends ``serve()``.
  func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

  // MARK: Connections

  private func answer(_ connection: Int32) {
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    let response: HTTPResponse
    switch read(connection) {
    case .request(let request): response = isOwn(request) ? handle(request) : Self.foreign
    case .refused(let refusal): response = refusal
    case .nothing: return
    }
    send(response.bytes, to: connection)
  }

  private static let foreign = HTTPResponse(403, "this server is for its own page alone")

  /// Whether a request comes from the page itself: other sites may send some here, too.
  private func isOwn(_ request: HTTPRequest) -> Bool {
    let names = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard let host = request.headers["host"], names.contains(host) else { return false }
    guard let origin = request.headers["origin"] else { return true }
    return origin == "http://\(host)"
  }

  private enum Received {
    case request(HTTPRequest)
    case refused(HTTPResponse)
    case nothing
  }

  private func read(_ connection: Int32) -> Received {
    var bytes: [UInt8] = []
    var end: Int?
    while end == nil {
      guard bytes.count < Self.mostHeadBytes else {
        return .refused(HTTPResponse(413, "the head of the request is too long"))
      }
      guard let more = receive(connection) else { return .nothing }
      bytes += more
      end = Self.endOfHead(bytes)
    }
    let head = bytes[..<(end ?? 0)]
    guard var request = HTTPRequest(head: String(decoding: head, as: UTF8.self)),
      let count = request.bodyCount, count >= 0
    else { return .refused(HTTPResponse(400, "this is no request")) }
    guard count <= Self.mostBodyBytes else {
      return .refused(HTTPResponse(413, "the request is too long"))
    }
    var body = Array(bytes[((end ?? 0) + 4)...])
    while body.count < count {
      guard let more = receive(connection) else { return .nothing }
      body += more
    }
    request.body = Array(body.prefix(count))
    return .request(request)
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
  }

  private func receive(_ connection: Int32) -> [UInt8]? {
    var room = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(connection, &room, room.count, 0)
    return count > 0 ? Array(room.prefix(count)) : nil
  }

  private func send(_ bytes: [UInt8], to connection: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
