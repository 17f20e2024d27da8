import CArrow

/// What an array that was handed over leads to. It lives until its consumer releases the array.
private final class ExportedArray {
  private let keptAlive: [Buffer?]
  let addresses: UnsafeMutableBufferPointer<UnsafeRawPointer?>
  let children: ChildTable<ArrowArray>

  init(buffers: [Buffer?], children: [ArrowArray]) {
    keptAlive = buffers
    addresses = .allocate(capacity: buffers.count)
    _ = addresses.initialize(from: keptAlive.lazy.map { $0?.address })
    self.children = ChildTable(children)
  }

  deinit { addresses.deallocate() }
}

extension Buffer {
  /// Where the bytes lie as long as a copy of this buffer lives: an array's in the one object of the
  /// heap that all its copies share and that is never written to.
  fileprivate var address: UnsafeRawPointer? { withUnsafeBytes { $0.baseAddress } }
}

extension ArrowArray {
  /// An array that keeps the column's buffers alive.
  init(exporting column: Column) {
    self.init(
      count: column.count, nullCount: column.nullCount, offset: column.offset,
      buffers: column.arrowBuffers, children: column.children.map(ArrowArray.init(exporting:)))
  }

  /// A struct array of the columns.
  init(exporting batch: Batch) {
    self.init(
      count: batch.rowCount, nullCount: 0, offset: 0, buffers: [nil],
      children: batch.columns.map(ArrowArray.init(exporting:)))
  }

  private init(
    count: Int, nullCount: Int, offset: Int, buffers: [Buffer?], children: [ArrowArray]
  ) {
    let owner = ExportedArray(buffers: buffers, children: children)
    self.init(
      length: Int64(count), null_count: Int64(nullCount), offset: Int64(offset),
      n_buffers: Int64(buffers.count), n_children: Int64(children.count),
      buffers: owner.addresses.baseAddress, children: owner.children.start, dictionary: nil,
      release: { array in
        guard let array, array.pointee.release != nil, let owner = array.pointee.private_data else {
          return
        }
        array.pointee.release = nil
        array.pointee.private_data = nil
        Unmanaged<ExportedArray>.fromOpaque(owner).release()
      },
      private_data: Unmanaged.passRetained(owner).toOpaque())
  }
}

extension Column {
  /// The buffers in Arrow's order.
  fileprivate var arrowBuffers: [Buffer?] {
    switch type.layout {
    case .none: []
    case .structure: [validity]
    case .bits, .fixed: [validity, values]
    case .list: [validity, offsets]
    case .bytes: [validity, offsets, values]
    }
  }
}
