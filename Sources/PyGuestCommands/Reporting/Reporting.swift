import ArgumentParser
import Glibc
import PythonGuest

enum ErrorFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}

/// What arguments, which may be wrong in other ways, say of how errors are to be told.
struct Reporting {
  let format: ErrorFormat
  private let descriptor: String?

  init(_ arguments: [String]) {
    format = Self.value(of: "--error-format", in: arguments) == "json" ? .json : .text
    descriptor = Self.value(of: "--error-fd", in: arguments)
  }

  /// The value that is given last, before a `--`.
  private static func value(of option: String, in arguments: [String]) -> String? {
    var value: String?
    let options = arguments.prefix { $0 != "--" }
    for (index, argument) in options.enumerated() {
      if argument.hasPrefix("\(option)=") { value = String(argument.dropFirst(option.count + 1)) }
      if argument == option { value = options.dropFirst(index + 1).first ?? value }
    }
    return value
  }

  /// Reports errors where the arguments say, from here on.
  ///
  /// - Throws: `usage`, where the descriptor is none that can be written to.
  func begin() throws(PythonGuestError) {
    guard let number else { return }
    guard number >= 0, StandardStreams.isWritable(number) else {
      throw PythonGuestError(
        .usage,
        "--error-fd \(number) is no descriptor that is open for writing: open it as in"
          + " \(number)>errors.txt")
    }
    Console.shared.report(on: number)
  }

  /// Keeps the descriptor from programs that this one starts.
  func keepToThisProcess() {
    if let number, number > 2 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
  }

  /// Nothing where it is no number, which reading the options refuses.
  private var number: Int32? { descriptor.flatMap { Int32($0) } }
}
