import Columns
import FoundationEssentials
import Wasmtime

/// CPython's C API driven from Swift inside the sandbox: the default.
public struct EmbeddedModel: ExecutionModel {
  private let image: Image

  /// Runs programs in instances of an image.
  public init(_ image: Image) { self.image = image }

  public func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    let guest = try GuestInstance(image, limits: source.limits, output: source.output)
    return EmbeddedInstance(guest, try Self.load(source, into: guest))
  }

  /// Loads a program's source; answers with its functions.
  static func load(
    _ source: ProgramSource, into guest: GuestInstance
  ) throws(PythonGuestError) -> [Signature] {
    try load(source, text: source.text, into: guest)
  }

  /// Loads a text, or where there is none, only sets the environment of what is loaded.
  static func load(
    _ source: ProgramSource, text: String?, into guest: GuestInstance
  ) throws(PythonGuestError) -> [Signature] {
    let json = try guest.load(
      try request(Request(name: source.file, source: text, environment: source.environment)))
    guard let description = try? JSONDecoder().decode(ProgramDescription.self, from: Data(json))
    else { throw PythonGuestError(.guestCrashed, "the guest did not describe the program") }
    return description.functions
  }

  private struct Request: Encodable {
    var name: String
    var source: String?
    var environment: [String: String]
  }

  private static func request(_ request: Request) throws(PythonGuestError) -> [UInt8] {
    do {
      return Array(try JSONEncoder().encode(request))
    } catch {
      throw PythonGuestError(.internal, "the source cannot be sent: \(error)", underlying: error)
    }
  }
}

/// An instance of the guest with a program loaded.
final class EmbeddedInstance: ProgramInstance {
  let functions: [Signature]
  private let guest: GuestInstance

  init(_ guest: GuestInstance, _ functions: [Signature]) {
    self.guest = guest
    self.functions = functions
  }

  func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    let type = functions[function].returns.column
    let rows = batch.rowCount
    let layout = try BatchLayout(batch)
    return try guest.call(
      function, columns: batch.columns.count, rows: rows, byteCount: layout.byteCount,
      write: layout.write
    ) { (descriptor, guest) throws(WasmtimeError) in
      try ReturnedColumn(descriptor, of: type, rows: rows, from: guest)
    }.checked(of: type, rows: rows)
  }

  func call(_ function: Int, _ values: [Value]) throws(PythonGuestError) -> Value {
    let type = functions[function].returns.column
    let row = ValueRow(values)
    return try guest.call(
      function, columns: values.count, rows: 1, byteCount: row.byteCount, write: row.write
    ) { (descriptor, guest) throws(WasmtimeError) in
      try guest.value(descriptor, of: type)
    }
  }
}
