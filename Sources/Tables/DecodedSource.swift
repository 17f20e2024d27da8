/// Makes UTF-8 of text in another encoding, a piece at a time.
final class DecodedSource: ByteSource {
  let name: String
  private let source: any ByteSource
  private let decoder: Decoder
  private let encoding: TextEncoding
  /// Bytes that were read and not decoded: less than a character, between pieces.
  private var input: [UInt8] = []
  private var decoded: [UInt8] = []
  private var position = 0
  /// The line that is being decoded, from 1.
  private var line = 1
  private var followsReturn = false
  private var isAtEnd = false

  private enum Decoder {
    case bytes(upperHalf: [Unicode.Scalar?])
    case units(isBigEndian: Bool)
  }

  private static let pieceSize = 1 << 16

  /// - Parameter encoding: any but UTF-8.
  init(_ source: any ByteSource, encoding: TextEncoding) {
    name = source.name
    self.source = source
    self.encoding = encoding
    decoder =
      encoding.upperHalf.map { .bytes(upperHalf: $0) }
      ?? .units(isBigEndian: encoding == .utf16BigEndian)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    while position == decoded.count {
      if isAtEnd { return 0 }
      try decodeMore()
    }
    let count = min(buffer.count, decoded.count - position)
    decoded.withUnsafeBytes { decoded in
      buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: decoded[position..<position + count]))
    }
    position += count
    return count
  }

  private func decodeMore() throws(TableError) {
    let rest = input.count
    input.append(contentsOf: repeatElement(0, count: Self.pieceSize))
    var failure: TableError?
    let count = input.withUnsafeMutableBytes { buffer in
      do throws(TableError) {
        return try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[rest...]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    input.removeLast(Self.pieceSize - count)
    isAtEnd = count == 0
    decoded.removeAll(keepingCapacity: true)
    position = 0
    switch decoder {
    case .bytes(let upperHalf): try decodeBytes(upperHalf)
    case .units(let isBigEndian): try decodeUnits(isBigEndian: isBigEndian)
    }
  }

  private func decodeBytes(_ upperHalf: [Unicode.Scalar?]) throws(TableError) {
    for byte in input {
      if byte < 0x80 {
        append(ascii: byte)
      } else if let scalar = upperHalf[Int(byte) - 0x80] {
        append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        throw refusal("the byte 0x\(digits) is no character")
      }
    }
    input.removeAll(keepingCapacity: true)
  }

  private func decodeUnits(isBigEndian: Bool) throws(TableError) {
    func unit(at place: Int) -> UInt32 {
      let (first, second) = (UInt32(input[place]), UInt32(input[place + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    var place = 0
    while place + 2 <= input.count {
      let high = unit(at: place)
      if high < 0x80 {
        append(ascii: UInt8(truncatingIfNeeded: high))
        place += 2
      } else if let scalar = Unicode.Scalar(high) {
        append(scalar)
        place += 2
      } else {
        guard place + 4 <= input.count else { break }
        let low = unit(at: place + 2)
        guard high < 0xDC00, 0xDC00...0xDFFF ~= low,
          let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw refusal("half a surrogate pair stands alone") }
        append(scalar)
        place += 4
      }
    }
    input.removeFirst(place)
    if isAtEnd, !input.isEmpty { throw refusal("the text ends within a character") }
  }

  private func append(ascii byte: UInt8) {
    decoded.append(byte)
    if byte == ASCII.carriageReturn || (byte == ASCII.lineFeed && !followsReturn) { line += 1 }
    followsReturn = byte == ASCII.carriageReturn
  }

  private func append(_ scalar: Unicode.Scalar) {
    decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    followsReturn = false
  }

  private func refusal(_ reason: String) -> TableError {
    TableError(.malformed, "not \(encoding.rawValue): \(reason)", file: name, line: line)
  }
}
