/// A WebAssembly module as its sections, as far as a snapshot changes them.
///
/// https://webassembly.github.io/spec/core/binary/modules.html
struct WasmSections {
  /// A section's number and its content, without the length before it.
  typealias Section = (id: UInt8, content: ArraySlice<UInt8>)

  static let custom: UInt8 = 0
  static let memory: UInt8 = 5
  static let global: UInt8 = 6
  static let export: UInt8 = 7
  static let start: UInt8 = 8
  static let data: UInt8 = 11
  static let dataCount: UInt8 = 12

  private static let header: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

  var sections: [Section] = []

  /// Splits a module.
  init(_ module: [UInt8]) throws(SnapshotError) {
    guard module.starts(with: Self.header) else { throw SnapshotError("it is no wasm module") }
    var reader = WasmReader(module[Self.header.count...])
    while !reader.isAtEnd {
      let id = try reader.byte()
      let count = try reader.unsigned()
      sections.append((id, try reader.bytes(Int(count))))
    }
  }

  /// The module again.
  var bytes: [UInt8] {
    var module = Self.header
    for section in sections {
      module.append(section.id)
      module.append(unsigned: UInt64(section.content.count))
      module.append(contentsOf: section.content)
    }
    return module
  }

  func content(_ id: UInt8) throws(SnapshotError) -> WasmReader {
    guard let section = sections.first(where: { $0.id == id }) else {
      throw SnapshotError("it has no section \(id)")
    }
    return WasmReader(section.content)
  }
}

/// Why a module cannot be snapshotted.
struct SnapshotError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// Reads a module's encoding, never beyond its end.
struct WasmReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() throws(SnapshotError) -> UInt8 {
    guard let byte = rest.popFirst() else { throw SnapshotError("it ends in the middle") }
    return byte
  }

  mutating func bytes(_ count: Int) throws(SnapshotError) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw SnapshotError("it ends in the middle") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// An unsigned LEB128 number of at most 32 bits.
  mutating func unsigned() throws(SnapshotError) -> UInt32 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 7) {
      let byte = try byte()
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 {
        guard let result = UInt32(exactly: value) else { break }
        return result
      }
    }
    throw SnapshotError("it has a number that is too large")
  }

  /// A signed LEB128 number of at most 32 bits.
  mutating func signed() throws(SnapshotError) -> Int32 {
    var value: Int64 = 0
    for shift in stride(from: Int64(0), to: 35, by: 7) {
      let byte = try byte()
      value |= Int64(byte & 0x7f) << shift
      if byte & 0x80 == 0 {
        if byte & 0x40 != 0 { value |= -1 << (shift + 7) }
        guard let result = Int32(exactly: value) else { break }
        return result
      }
    }
    throw SnapshotError("it has a number that is too large")
  }
}

extension [UInt8] {
  mutating func append(unsigned value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  mutating func append(signed value: Int64) {
    var rest = value
    while rest < -0x40 || rest >= 0x40 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest) & 0x7f)
  }
}
