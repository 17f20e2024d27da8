public import Foundation

/// The checkout that is measured: where its parts lie.
public struct Checkout: Sendable {
  public let root: String

  public init(root: String) { self.root = root }

  /// A file of `Benchmarks/Python`.
  public func python(_ file: String) -> String { "\(root)/Benchmarks/Python/\(file)" }

  /// The text of a file of `Benchmarks/Python`.
  public func text(_ file: String) throws -> String {
    try String(contentsOfFile: python(file), encoding: .utf8)
  }

  /// `native.py`, run by CPython of the guest's version, built for this machine.
  public func native(_ arguments: String...) -> Command {
    cpython([python("native.py")] + arguments)
  }

  /// That CPython itself.
  public func cpython(_ arguments: [String]) -> Command {
    Command(executable: "\(root)/.deps/cpython-native/bin/python3.13", arguments: arguments)
  }

  /// `pyguest` as it is given to others.
  public func pyguest(_ arguments: String...) -> Command {
    Command(executable: "\(root)/dist/bin/pyguest", arguments: arguments)
  }

  /// A file that a benchmark leaves.
  public func result(_ name: String) -> URL { URL(filePath: "\(root)/.build/\(name)") }
}

/// Says on standard error what is being done.
public func tell(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
