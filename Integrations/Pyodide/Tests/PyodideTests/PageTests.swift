import Foundation
import Pyodide
import PythonGuest
import Synchronization
import Testing

@testable import PyodideServer

private let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
  FileManager.default.isExecutableFile(atPath: $0)
}

extension PyodideTests {
  @Suite("PageServer") struct PageServerTests {
    private static let example = PageServer.Example(
      program: """
        import re
        def initials(name: str | None, count: int) -> str | None:
          if name is None: return None
          return "".join(re.findall(r"\\b\\w", name)).upper() * count
        """,
      function: "initials", rows: "[\"ada lovelace\", 1]\n[null, 2]\n[\"élise b.\", 3]\n")

    /// Serves the example while `body` runs; answers with what the page reports.
    private func serving(_ body: (LoopbackServer) throws -> Void) throws -> [PageServer.Report] {
      let reports = Mutex<[PageServer.Report]>([])
      let page = PageServer(try Support.model(), Self.example) { report in
        reports.withLock { $0.append(report) }
      }
      let server = try LoopbackServer(port: 0, handle: page.answer)
      let thread = Thread { server.serve() }
      thread.start()
      defer { server.stop() }
      try body(server)
      return reports.withLock { $0 }
    }

    @Test(.enabled(if: browser != nil, "there is no chromium; run apt-get install chromium"))
    func `a browser gives the same answers as this process`() throws {
      let profile = NSTemporaryDirectory() + "chromium-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: profile) }
      let process = Process()
      let reports = try serving { (server) throws in
        process.executableURL = URL(fileURLWithPath: browser ?? "")
        process.arguments = [
          "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
          "--no-first-run", "--user-data-dir=\(profile)", "--virtual-time-budget=600000",
          "--timeout=120000", "--dump-dom", "http://127.0.0.1:\(server.port)/",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let page = String(
          decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(page.contains("The browser and the host gave the same answers."))
        #expect(page.contains("<td>\"AL\"</td>"))
      }
      #expect(reports.map(\.same) == [true])
      #expect(reports.first?.values == ["\"AL\"", "null", "\"ÉBÉBÉB\""])
      #expect(reports.first?.error == nil)
    }

    @Test func `it serves its page and the distribution's own files, and nothing else`() throws {
      _ = try serving { (server) throws in
        #expect(try get("/", server).status == 200)
        #expect(try get("/pyodide/pyodide-lock.json", server).status == 200)
        #expect(try get("/pyodide/../../etc/passwd", server).status == 404)
        #expect(try get("/other", server).status == 404)
      }
    }

    @Test func `requests for another host or from another site are refused`() throws {
      _ = try serving { (server) throws in
        #expect(try get("/", server, host: "example.org").status == 403)
        #expect(try get("/", server, origin: "http://example.org").status == 403)
        #expect(try get("/", server, origin: "http://127.0.0.1:\(server.port)").status == 200)
      }
    }

    @Test func `rows that do not fit are refused with their line`() throws {
      let page = PageServer(try Support.model(), Self.example) { _ in }
      var wanted = Self.example
      wanted.rows = "[\"a\", 1]\n[\"a\", \"b\"]\n"
      var request = try #require(HTTPRequest(head: "POST /run HTTP/1.1"))
      request.body = Array(try JSONEncoder().encode(wanted))
      let response = page.answer(request)
      #expect(response.status == 400)
      #expect(
        String(decoding: response.body, as: UTF8.self)
          == "line 2 of the rows has no int for count\n")
    }

    /// One request over a socket of its own.
    private func get(
      _ path: String, _ server: LoopbackServer, host: String? = nil, origin: String? = nil
    ) throws -> (status: Int, text: String) {
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(socket) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = server.port.bigEndian
      address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
      let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      try #require(connected == 0)
      var request = "GET \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(server.port)")\r\n"
      if let origin { request += "Origin: \(origin)\r\n" }
      let handle = FileHandle(fileDescriptor: socket, closeOnDealloc: false)
      handle.write(Data("\(request)\r\n".utf8))
      let text = String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)
      return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0, text)
    }
  }
}
