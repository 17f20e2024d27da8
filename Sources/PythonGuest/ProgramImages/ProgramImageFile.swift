import Crypto
import FoundationEssentials
import GuestInterface
import Sandbox

/// The form of a program image outside the process: a mark, a header in JSON, memory changes, and
/// the SHA-256 of all that.
extension ProgramImage {
  /// What such a file begins with.
  public static let mark = Array("PYGUEST\n".utf8)

  private static let format = 4
  private static let mostHeaderBytes = 16 << 20

  private struct Header: Codable {
    var format: Int
    var interface: UInt32
    /// The image's identity.
    var image: String
    var file: String
    var program: ProgramDescription
    var dependencies: [Dependency]
  }

  /// The program image as a file holds it.
  public func serialized() throws(PythonGuestError) -> [UInt8] {
    let header = Header(
      format: Self.format, interface: interfaceVersion, image: image.identity, file: file,
      program: description, dependencies: dependencies)
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let json = try encoder.encode(header)
      var bytes = Self.mark
      withUnsafeBytes(of: UInt32(json.count).littleEndian) { bytes += $0 }
      bytes += json
      bytes += changes.bytes
      bytes += SHA256.hash(data: bytes)
      return bytes
    } catch {
      throw PythonGuestError(
        .internal, "the program image cannot be written: \(error)", underlying: error)
    }
  }

  /// Reads what ``serialized()`` wrote.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  ///   - image: must be the one that the program was loaded in.
  ///   - memory: bytes of memory that the program may need, as ``Limits/memory``.
  /// - Throws: `invalid_input`, where it was altered, or made by another version; `memory_limit`.
  public convenience init(
    _ bytes: [UInt8], named name: String, image: Image, memory: Int = Limits().memory
  ) throws(PythonGuestError) {
    var reader = ProgramImageReader(bytes)
    try self.init(&reader, Reading(name: name, image: image, memory: memory))
  }

  /// Reads a file with what ``serialized()`` wrote. How much there is is judged before it is read,
  /// so that no file takes more of the host's memory than the program may need.
  ///
  /// - Throws: as ``init(_:named:image:memory:)``, and where the file cannot be read.
  public convenience init(
    path: String, image: Image, memory: Int = Limits().memory
  ) throws(PythonGuestError) {
    let reading = Reading(name: path, image: image, memory: memory)
    guard var reader = ProgramImageReader(path: path) else {
      throw reading.refusal("the program image cannot be read")
    }
    try self.init(&reader, reading)
  }

  /// What a program image is read for.
  private struct Reading {
    let name: String
    let image: Image
    let memory: Int

    func refusal(_ why: String) -> PythonGuestError {
      PythonGuestError(.invalidInput, of: .place(in: name), why)
    }

    /// With what helps.
    func broken(_ how: String) -> PythonGuestError {
      refusal("the program image \(how); make it again with pyguest compile")
    }
  }

  private convenience init(
    _ reader: inout ProgramImageReader, _ reading: Reading
  ) throws(PythonGuestError) {
    let header = try Self.header(&reader, reading)
    let head = try Self.head(&reader, reading)
    guard let runs = reader.next(head.runBytes), let contents = reader.next(head.contentBytes)
    else { throw reading.broken("is cut short") }
    guard reader.endsWithHash() else { throw reading.broken("was altered") }
    let changes = runs.withUnsafeBytes { MemoryChanges(head, runs: $0, contents: contents) }
    guard let changes else { throw reading.broken("is broken") }
    self.init(
      file: header.file, description: header.program, dependencies: header.dependencies,
      image: reading.image, changes: changes)
  }

  /// The header, of a length that a header may have.
  private static func header(
    _ reader: inout ProgramImageReader, _ reading: Reading
  ) throws(PythonGuestError) -> Header {
    guard reader.next(mark.count) == mark else { throw reading.refusal("it is no program image") }
    guard let count = reader.nextWord().map({ Int($0) }) else {
      throw reading.broken("is cut short")
    }
    guard count <= mostHeaderBytes else { throw reading.broken("was altered") }
    guard let json = reader.next(count) else { throw reading.broken("is cut short") }
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(json)) else {
      throw reading.broken("was altered")
    }
    guard header.format == format, header.interface == interfaceVersion,
      header.image == reading.image.identity
    else { throw reading.broken("was made by another version") }
    return header
  }

  /// The counts of what follows, which are not believed before they fit the size of the whole.
  private static func head(
    _ reader: inout ProgramImageReader, _ reading: Reading
  ) throws(PythonGuestError) -> MemoryChanges.Head {
    guard let bytes = reader.next(MemoryChanges.Head.byteCount) else {
      throw reading.broken("is cut short")
    }
    guard let head = bytes.withUnsafeBytes({ MemoryChanges.Head($0) }) else {
      throw reading.broken("was altered")
    }
    guard head.memoryBytes <= reading.memory else {
      var limits = Limits()
      limits.memory = reading.memory
      throw PythonGuestError(
        .memoryLimit, of: .place(in: reading.name),
        "the program takes \(head.memoryBytes >> 20) MiB of memory; the limit "
          + "is \(limits.memoryText)")
    }
    let expected = head.runBytes + head.contentBytes + SHA256.byteCount
    guard reader.bytesLeft >= expected else { throw reading.broken("is cut short") }
    guard reader.bytesLeft == expected else { throw reading.broken("was altered") }
    return head
  }
}
