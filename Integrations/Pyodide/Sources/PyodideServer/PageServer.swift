import Foundation
import Pyodide
import PythonGuest

/// A page that runs a Python file in the user's browser, and the same file here, over the same
/// batch: both answer the same messages, and the page compares the answers byte by byte.
final class PageServer: Sendable {
  private let model: PyodideModel
  private let example: Example
  private let report: @Sendable (Report) -> Void

  /// What the page shows first.
  struct Example: Codable, Sendable {
    var program: String
    var function: String
    var rows: String
  }

  /// What the page found.
  struct Report: Codable, Sendable {
    var same: Bool
    var values: [String]
    var error: String?
  }

  /// The messages of a run here, and the values that it made, as JSON.
  private struct Run: Encodable {
    var load: Data
    var call: Data
    var reply: Data
    var values: [String]
  }

  init(
    _ model: PyodideModel, _ example: Example, report: @escaping @Sendable (Report) -> Void
  ) {
    self.model = model
    self.example = example
    self.report = report
  }

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    switch (request.method, request.path) {
    case ("GET", "/"): HTTPResponse(PackageResources.page_html, type: "text/html; charset=utf-8")
    case ("GET", "/page.js"): HTTPResponse(PackageResources.page_js, type: "text/javascript")
    case ("GET", "/page.py"): HTTPResponse(PackageResources.page_py, type: "text/plain")
    case ("GET", "/worker.py"): HTTPResponse(Array(model.worker.utf8), type: "text/plain")
    case ("GET", "/example"): json(example)
    case ("GET", let path) where path.hasPrefix("/pyodide/"): file(String(path.dropFirst(9)))
    case ("POST", "/run"): run(request.body)
    case ("POST", "/report"): take(request.body)
    case ("GET", _): HTTPResponse(404, "there is no \(request.path)")
    default: HTTPResponse(405, "\(request.method) \(request.path) is not served")
    }
  }

  /// A file of the distribution, whose hash was checked.
  private func file(_ name: String) -> HTTPResponse {
    do throws(PythonGuestError) {
      let bytes = try model.distribution.file(name)
      return HTTPResponse(bytes, type: Self.type(of: name))
    } catch {
      return HTTPResponse(404, error.message)
    }
  }

  private static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "js": "text/javascript"
    case "wasm": "application/wasm"
    case "json": "application/json"
    default: "application/octet-stream"
    }
  }

  /// Runs the page's program here; answers with the messages and the reply.
  private func run(_ body: [UInt8]) -> HTTPResponse {
    guard let wanted = try? JSONDecoder().decode(Example.self, from: Data(body)) else {
      return HTTPResponse(400, "this is no program")
    }
    do throws(PythonGuestError) {
      let source = ProgramSource(text: wanted.program, file: "program.py")
      let (instance, record) = try model.startRecording(source)
      let index = instance.functions.firstIndex { $0.name == wanted.function }
      guard let index else {
        throw PythonGuestError(.noSuchFunction, "the program has no function \(wanted.function)")
      }
      let batch = try JSONRows.batch(wanted.rows, for: instance.functions[index])
      var values: [String] = []
      do throws(PythonGuestError) {
        values = try JSONRows.texts(instance.call(index, batch))
      } catch {
        // Where the program raised, its reply says so, and the browser's is to say the same.
        guard record.passed.count == 2 else { throw error }
      }
      let (load, call) = (record.passed[0], record.passed[1])
      return json(
        Run(
          load: Data(load.request), call: Data(call.request), reply: Data(call.reply),
          values: values))
    } catch {
      return HTTPResponse(400, error.message)
    }
  }

  private func take(_ body: [UInt8]) -> HTTPResponse {
    guard let found = try? JSONDecoder().decode(Report.self, from: Data(body)) else {
      return HTTPResponse(400, "this is no report")
    }
    report(found)
    return HTTPResponse(Array("{}".utf8), type: "application/json")
  }

  private func json(_ value: some Encodable) -> HTTPResponse {
    guard let data = try? JSONEncoder().encode(value) else {
      return HTTPResponse(400, "the answer has no form in JSON")
    }
    return HTTPResponse(Array(data), type: "application/json")
  }
}
