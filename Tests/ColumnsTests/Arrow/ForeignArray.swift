import CArrow

/// Structs as another Arrow library would make them, with what its tests change in them.
///
/// All memory stays for good, for columns may outlive this object; `releases` counts calls of the
/// array's own callback.
final class ForeignArray {
  let array = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
  let schema = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
  private let counter = UnsafeMutablePointer<Int>.allocate(capacity: 1)

  /// How often the array was released.
  var releases: Int { counter.pointee }

  init(
    _ format: String, count: Int, buffers: [[UInt8]?], nulls: Int = 0, offset: Int = 0,
    name: String = "", children: [ForeignArray] = []
  ) {
    counter.initialize(to: 0)
    array.initialize(to: ArrowArray())
    schema.initialize(to: ArrowSchema())
    array.pointee.length = Int64(count)
    array.pointee.null_count = Int64(nulls)
    array.pointee.offset = Int64(offset)
    array.pointee.n_buffers = Int64(buffers.count)
    array.pointee.buffers = table(buffers.map { $0.map { UnsafeRawPointer(copy($0)) } })
    array.pointee.n_children = Int64(children.count)
    array.pointee.children = table(children.map(\.array))
    array.pointee.private_data = UnsafeMutableRawPointer(counter)
    array.pointee.release = { array in
      guard let array = array?.pointee else { return }
      array.private_data.assumingMemoryBound(to: Int.self).pointee += 1
    }
    schema.pointee.format = UnsafePointer(text(format))
    schema.pointee.name = UnsafePointer(text(name))
    schema.pointee.flags = Int64(ARROW_FLAG_NULLABLE)
    schema.pointee.n_children = Int64(children.count)
    schema.pointee.children = table(children.map(\.schema))
    schema.pointee.release = { $0?.pointee.release = nil }
  }

  /// Metadata as the specification writes it.
  func setMetadata(_ bytes: [UInt8]) {
    schema.pointee.metadata = UnsafePointer(copy(bytes).assumingMemoryBound(to: CChar.self))
  }

  private func text(_ text: String) -> UnsafeMutablePointer<CChar> {
    copy(text.utf8 + [0]).assumingMemoryBound(to: CChar.self)
  }

  private func copy(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
    let block = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 8)
    block.copyMemory(from: bytes, byteCount: bytes.count)
    return block
  }

  private func table<Element>(_ elements: [Element?]) -> UnsafeMutablePointer<Element?>? {
    guard !elements.isEmpty else { return nil }
    let table = UnsafeMutablePointer<Element?>.allocate(capacity: elements.count)
    table.initialize(from: elements, count: elements.count)
    return table
  }
}
