import Columns
import Foundation
import PythonGuest

/// Reads what sources and lock files say of dependencies. They may be a stranger's, so they are
/// read inside the sandbox, in an instance of their own.
struct DeclarationReader {
  private let program: Program

  private static let source = """
    from pyguest import _script

    def read(text: str) -> str:
        return _script.read(text)

    def read_lock(text: str) -> str:
        return _script.read_lock(text)
    """

  /// Whether a source says anything of dependencies.
  static func isNeeded(for text: String) -> Bool { text.contains("# /// script") }

  init() throws(PythonGuestError) {
    program = try Program(
      source: Self.source, file: "declarations.py",
      image: Image(runtime: Runtime(), directory: Image.locate()))
  }

  /// The requirements that a source names.
  ///
  /// - Throws: `dependency`, where they cannot be met whatever there is to fetch, with the reason.
  func requirements(in text: String, of file: String) throws(PythonGuestError) -> [String] {
    let answer: Requirements = try read("read", text, file)
    return answer.dependencies
  }

  /// What a lock file holds.
  ///
  /// - Throws: `dependency`, where it is none that can be used.
  func lock(in text: String, at path: String) throws(PythonGuestError) -> Lock {
    try read("read_lock", text, path)
  }

  private struct Requirements: Decodable { var dependencies: [String] }

  private struct Refusal: Decodable { var error: String }

  private func read<Answer: Decodable>(
    _ function: String, _ text: String, _ file: String
  ) throws(PythonGuestError) -> Answer {
    guard case .utf8(let json) = try program.function(named: function).call([.utf8(text)])
    else {
      throw PythonGuestError(.internal, "the declarations of \(file) were not read")
    }
    let decoder = JSONDecoder()
    if let answer = try? decoder.decode(Answer.self, from: Data(json.utf8)) { return answer }
    let refusal = try? decoder.decode(Refusal.self, from: Data(json.utf8))
    throw PythonGuestError(
      .dependency, of: .place(in: file), refusal?.error ?? "its dependencies were not read",
      isWhileLoading: true)
  }
}

/// What a lock file says.
struct Lock: Decodable {
  /// The wheels to use, and no others.
  var packages: [LockedWheel]
  /// What the source required when it was locked; nil where other tools wrote the file.
  var requirements: [String]?
}

/// One wheel that is to be used.
struct LockedWheel: Codable {
  var name: String
  var version: String
  /// The name of its file.
  var file: String
  var sha256: String
  /// Where it lies, from the lock file on.
  var path: String?
  /// Where it was fetched from.
  var url: String?
}
