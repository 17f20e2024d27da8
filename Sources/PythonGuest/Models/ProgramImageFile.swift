import Crypto
import FoundationEssentials
import GuestInterface

/// The form of a program image outside the process: a mark, a header in JSON, page numbers,
/// pages, and the SHA-256 of all that.
extension ProgramImage {
  /// What such a file begins with.
  public static let mark = Array("PYGUEST\n".utf8)

  private static let format = 1
  private static let mostHeaderBytes = 16 << 20

  private struct Header: Codable {
    var format: Int
    var interface: UInt32
    /// The image's identity.
    var image: String
    var file: String
    var functions: [Signature]
    var memoryBytes: Int
    var pages: Int
  }

  /// The program image as a file holds it.
  public func serialized() throws(PythonGuestError) -> [UInt8] {
    let header = Header(
      format: Self.format, interface: interfaceVersion, image: image.identity, file: file,
      functions: functions, memoryBytes: changes.memoryBytes, pages: changes.pages.count)
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let json = try encoder.encode(header)
      var bytes = Self.mark
      Self.append(UInt32(json.count), to: &bytes)
      bytes += json
      for page in changes.pages { Self.append(page, to: &bytes) }
      bytes += changes.contents
      bytes += SHA256.hash(data: bytes)
      return bytes
    } catch {
      throw PythonGuestError(
        .internal, "the program image cannot be written: \(error)", underlying: error)
    }
  }

  private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
  }

  /// Reads what ``serialized()`` wrote.
  ///
  /// - Parameters:
  ///   - name: what errors call it.
  ///   - image: must be the one that the program was loaded in.
  /// - Throws: `invalid_input`, where it was altered, or made by another version.
  public convenience init(
    _ bytes: [UInt8], named name: String, image: Image
  ) throws(PythonGuestError) {
    func refuse(_ why: String) -> PythonGuestError {
      PythonGuestError(.invalidInput, "\(name): \(why)")
    }
    let again = "make it again with pyguest compile"
    guard bytes.starts(with: Self.mark) else { throw refuse("it is no program image") }
    guard bytes.count >= Self.mark.count + 4 + SHA256.byteCount else {
      throw refuse("the program image is cut short; \(again)")
    }
    let hashed = bytes.dropLast(SHA256.byteCount)
    guard SHA256.hash(data: hashed) == bytes.suffix(SHA256.byteCount) else {
      throw refuse("the program image was altered; \(again)")
    }
    var rest = hashed.dropFirst(Self.mark.count)
    guard let count = Self.words(1, &rest)?.first, count <= Self.mostHeaderBytes,
      count <= rest.count,
      let header = try? JSONDecoder().decode(Header.self, from: Data(rest.prefix(Int(count))))
    else { throw refuse("the program image has no header; \(again)") }
    guard header.format == Self.format, header.interface == interfaceVersion,
      header.image == image.identity
    else { throw refuse("the program image was made by another version; \(again)") }
    rest = rest.dropFirst(Int(count))
    guard let pages = Self.words(header.pages, &rest),
      let changes = MemoryChanges(
        memoryBytes: header.memoryBytes, pages: pages, contents: Array(rest))
    else { throw refuse("the program image is broken; \(again)") }
    self.init(file: header.file, functions: header.functions, image: image, changes: changes)
  }

  private static func words(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> [UInt32]? {
    guard 0...(rest.count / 4) ~= count else { return nil }
    let words = rest.prefix(count * 4).withUnsafeBytes { bytes in
      (0..<count).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
      }
    }
    rest = rest.dropFirst(count * 4)
    return words
  }
}
