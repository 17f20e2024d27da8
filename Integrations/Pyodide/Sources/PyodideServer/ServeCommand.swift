import Foundation
import Models
import Pyodide
import PythonGuest

/// `pyguest pyodide --serve`: the page, for a browser on this machine.
public enum ServeCommand {
  private static let usage = """
    OVERVIEW: Show a page that runs a Python file in your browser.

    USAGE: pyguest pyodide --serve [--port N] [--pyodide DIR] [FILE.py [FUNCTION ROWS.jsonl]]

    The page runs the function over the rows in your browser, and here in JavaScriptCore, and
    compares the answers. A row is a JSON array of arguments, one a line. The page is served on
    127.0.0.1 alone, on any free port without --port; end with Ctrl-C.

    """

  /// Runs the command.
  ///
  /// - Returns: the exit status, 2 for wrong usage.
  public static func run(arguments: [String]) -> Int32 {
    if arguments.contains("--help") || arguments.contains("-h") {
      FileHandle.standardOutput.write(Data(usage.utf8))
      return 0
    }
    do throws(PythonGuestError) {
      let options = try ServeOptions(arguments)
      try serve(options)
      return 0
    } catch {
      FileHandle.standardError.write(Data("error: \(error.message)\n".utf8))
      return error.code == .usage ? 2 : 1
    }
  }

  private static func serve(_ options: ServeOptions) throws(PythonGuestError) {
    let example = try options.example()
    let model = try PyodideProvider().model(options.distribution.map { [.pyodide: $0] } ?? [:])
    let page = PageServer(model, example) { _ in }
    let server = try LoopbackServer(port: options.port, handle: page.answer)
    FileHandle.standardOutput.write(
      Data("Open http://127.0.0.1:\(server.port)/ in a browser; end with Ctrl-C.\n".utf8))
    server.serve()
  }
}

/// The command's options.
struct ServeOptions {
  var port: UInt16 = 0
  var distribution: String?
  private var files: [String] = []

  /// - Throws: `usage`.
  init(_ arguments: [String]) throws(PythonGuestError) {
    var rest = arguments[...]
    var isServing = false
    while let argument = rest.popFirst() {
      switch argument {
      case "--serve": isServing = true
      case "--port":
        guard let number = rest.popFirst().flatMap({ UInt16($0) }) else {
          throw PythonGuestError(.usage, "--port takes a number up to 65535")
        }
        port = number
      case "--pyodide":
        guard let path = rest.popFirst() else {
          throw PythonGuestError(.usage, "--pyodide takes a folder")
        }
        distribution = path
      default:
        guard !argument.hasPrefix("-") else {
          throw PythonGuestError(.usage, "pyguest pyodide has no option \(argument)")
        }
        files.append(argument)
      }
    }
    guard isServing else {
      throw PythonGuestError(.usage, "say pyguest pyodide --serve; see pyguest pyodide --help")
    }
    guard [0, 1, 3].contains(files.count) else {
      throw PythonGuestError(.usage, "after --serve come a file, or a file, function and rows")
    }
  }

  /// What the page shows first.
  func example() throws(PythonGuestError) -> PageServer.Example {
    guard let file = files.first else {
      return PageServer.Example(
        program: String(decoding: PackageResources.example_py, as: UTF8.self),
        function: "delay_category", rows: "[null]\n[-3]\n[7]\n[42]\n[90]\n")
    }
    return PageServer.Example(
      program: try Self.text(file), function: files.count == 3 ? files[1] : "",
      rows: files.count == 3 ? try Self.text(files[2]) : "")
  }

  private static func text(_ path: String) throws(PythonGuestError) -> String {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { throw PythonGuestError(.usage, "\(path) cannot be read as UTF-8") }
    return text
  }
}
