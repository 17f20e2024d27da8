/// A module that begins where an instance of another stands: the same code, with the
/// instance's memory as its data.
///
/// The instance must be between calls: its stack is then empty, and its globals are as
/// they were at first.
enum Snapshot {
  /// The module that begins with `memory`, without the exports named.
  ///
  /// - Parameters:
  ///   - module: the instance's module, with one memory of its own.
  ///   - memory: all of the instance's memory: whole pages of 64 KiB.
  static func take(
    of module: [UInt8], memory: UnsafeRawBufferPointer, withoutExports names: Set<String>
  ) throws(SnapshotError) -> [UInt8] {
    var sections = try WasmSections(module)
    let stack = try stackBytes(sections)
    let segments = segments(of: memory, from: stack)
    var result: [WasmSections.Section] = []
    for section in sections.sections {
      switch section.id {
      case WasmSections.start, WasmSections.dataCount: break
      case WasmSections.memory:
        result.append((section.id, try grown(section.content, pages: memory.count >> 16)[...]))
      case WasmSections.export:
        result.append((section.id, try exports(section.content, without: names)[...]))
      case WasmSections.data:
        result.append((section.id, data(segments, memory)[...]))
      default: result.append(section)
      }
    }
    sections.sections = result
    return sections.bytes
  }

  /// The stack lies first in memory, and the first global points to its upper end.
  private static func stackBytes(_ sections: WasmSections) throws(SnapshotError) -> Int {
    var reader = try sections.content(WasmSections.global)
    guard try reader.unsigned() > 0, try reader.byte() == 0x7f, try reader.byte() == 1,
      try reader.byte() == 0x41
    else { throw SnapshotError("its first global is no stack pointer") }
    return Int(try reader.signed())
  }

  // MARK: Sections

  /// The memory section with another minimum.
  private static func grown(
    _ content: ArraySlice<UInt8>, pages: Int
  ) throws(SnapshotError) -> [UInt8] {
    var reader = WasmReader(content)
    guard try reader.unsigned() == 1 else { throw SnapshotError("it has not one memory") }
    let flags = try reader.byte()
    _ = try reader.unsigned()
    var result: [UInt8] = [1, flags]
    result.append(unsigned: UInt64(pages))
    if flags & 1 == 1 { result.append(unsigned: UInt64(try reader.unsigned())) }
    return result
  }

  private static func exports(
    _ content: ArraySlice<UInt8>, without names: Set<String>
  ) throws(SnapshotError) -> [UInt8] {
    var reader = WasmReader(content)
    var kept: [UInt8] = []
    var count: UInt64 = 0
    for _ in 0..<(try reader.unsigned()) {
      let name = try reader.bytes(Int(try reader.unsigned()))
      let kind = try reader.byte()
      let index = try reader.unsigned()
      if names.contains(String(decoding: name, as: UTF8.self)) { continue }
      count += 1
      kept.append(unsigned: UInt64(name.count))
      kept.append(contentsOf: name)
      kept.append(kind)
      kept.append(unsigned: UInt64(index))
    }
    var result: [UInt8] = []
    result.append(unsigned: count)
    return result + kept
  }

  /// Active data segments.
  private static func data(
    _ segments: [Range<Int>], _ memory: UnsafeRawBufferPointer
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.append(unsigned: UInt64(segments.count))
    for segment in segments {
      // Memory 0, at i32.const.
      result.append(contentsOf: [0x00, 0x41])
      result.append(signed: Int64(Int32(truncatingIfNeeded: segment.lowerBound)))
      result.append(0x0b)
      result.append(unsigned: UInt64(segment.count))
      result.append(contentsOf: memory[segment])
    }
    return result
  }

  // MARK: What memory holds

  private static let pageBytes = 4096
  /// Zeros that are cheaper to carry than another segment.
  private static let gapPages = 8

  /// Runs of pages that are not all zero, from `start` on.
  private static func segments(of memory: UnsafeRawBufferPointer, from start: Int) -> [Range<Int>] {
    var segments: [Range<Int>] = []
    for page in stride(from: start, to: memory.count, by: pageBytes) {
      let end = min(page + pageBytes, memory.count)
      if memory[page..<end].allSatisfy({ $0 == 0 }) { continue }
      if let last = segments.last, page - last.upperBound <= gapPages * pageBytes {
        segments[segments.count - 1] = last.lowerBound..<end
      } else {
        segments.append(page..<end)
      }
    }
    return segments
  }
}
