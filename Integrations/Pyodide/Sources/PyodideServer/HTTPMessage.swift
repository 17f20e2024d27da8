/// A request, as far as the page's server reads it.
struct HTTPRequest {
  var method: String
  /// Without what follows a question mark.
  var path: String
  var headers: [String: String]
  var body: [UInt8] = []

  /// The head of a request: its first line and its headers, which end with an empty line.
  init?(head: String) {
    var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    guard !lines.isEmpty else { return nil }
    let words = lines.removeFirst().split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[1].hasPrefix("/") else {
      return nil
    }
    method = String(words[0])
    path = String(words[1].prefix { $0 != "?" })
    headers = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers[line[..<colon].lowercased()] = String(value)
    }
  }

  /// Bytes of the body; nil where the header is no number.
  var bodyCount: Int? {
    headers["content-length"].map { Int($0) } ?? 0
  }
}

/// An answer to a request.
struct HTTPResponse {
  var status = 200
  var type = "text/plain; charset=utf-8"
  var body: [UInt8]

  init(_ body: [UInt8], type: String) {
    self.body = body
    self.type = type
  }

  /// A refusal in one line.
  init(_ status: Int, _ text: String) {
    self.status = status
    body = Array("\(text)\n".utf8)
  }

  private static let reasons = [
    200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    413: "Content Too Large",
  ]

  var bytes: [UInt8] {
    let head = [
      "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Error")", "Content-Type: \(type)",
      "Content-Length: \(body.count)", "Cache-Control: no-store", "Connection: close",
      "X-Content-Type-Options: nosniff", "", "",
    ]
    return Array(head.joined(separator: "\r\n").utf8) + body
  }
}
