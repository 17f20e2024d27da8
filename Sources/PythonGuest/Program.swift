import Columns
import FoundationEssentials

/// One Python source text, loaded into instances of an image as they are needed.
///
/// A program may be called from several threads at once: each call has an instance of its
/// own. Calls that follow one another on one thread see the same instance, with what the
/// program has stored in its globals, until a limit or a crash ends it.
public final class Program: Sendable {
  /// The file's name, as tracebacks show it.
  public let file: String
  /// The public functions, in the order of the source.
  public let functions: [Function]

  /// Loads a source and reads its functions.
  ///
  /// - Parameters:
  ///   - source: Python 3.13.
  ///   - file: the name that tracebacks show; nothing is read from it.
  ///   - environment: what `os.environ` holds.
  ///   - output: receives what the program prints, on the thread that calls it.
  /// - Throws: `syntax_error`, `unsupported_signature`, or what the source itself raised or
  ///   ran into, each with ``PythonGuestError/isWhileLoading`` set.
  public init(
    source: String, file: String, image: Image, limits: Limits = Limits(),
    environment: [String: String] = [:], output: @escaping OutputHandler = { _, _ in }
  ) throws(PythonGuestError) {
    self.file = file
    let request = try Self.request(source, file, environment)
    let pool = InstancePool { () throws(PythonGuestError) in
      let instance = try GuestInstance(image, limits: limits, output: output)
      _ = try Self.load(request, into: instance, file)
      return instance
    }
    let first = try GuestInstance(image, limits: limits, output: output)
    let description = try Self.load(request, into: first, file)
    pool.put(back: first)
    functions = description.functions.enumerated().map { index, signature in
      Function(signature: signature, index: index, pool: pool)
    }
  }

  /// The function of that name.
  ///
  /// - Throws: `no_such_function`, with the names there are.
  public func function(named name: String) throws(PythonGuestError) -> Function {
    if let function = functions.first(where: { $0.signature.name == name }) { return function }
    let names = functions.map(\.signature.name).joined(separator: ", ")
    throw PythonGuestError(
      .noSuchFunction,
      names.isEmpty
        ? "\(file) has no public function" : "\(file) has no function \(name), only \(names)")
  }

  private struct Request: Encodable {
    var name: String
    var source: String
    var environment: [String: String]
  }

  private static func request(
    _ source: String, _ file: String, _ environment: [String: String]
  ) throws(PythonGuestError) -> [UInt8] {
    do {
      let request = Request(name: file, source: source, environment: environment)
      return Array(try JSONEncoder().encode(request))
    } catch {
      throw PythonGuestError(.internal, "the source cannot be sent: \(error)", underlying: error)
    }
  }

  private static func load(
    _ request: [UInt8], into instance: GuestInstance, _ file: String
  ) throws(PythonGuestError) -> ProgramDescription {
    do throws(PythonGuestError) {
      let json = try instance.load(request)
      guard let description = try? JSONDecoder().decode(ProgramDescription.self, from: Data(json))
      else { throw PythonGuestError(.guestCrashed, "the guest did not describe the program") }
      return description
    } catch {
      var error = error
      error.isWhileLoading = true
      if !error.message.hasPrefix(file) { error.message = "\(file): \(error.message)" }
      throw error
    }
  }
}
