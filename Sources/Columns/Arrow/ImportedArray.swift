import CArrow

/// An array of another Arrow library, which is released when nothing holds it any more.
///
/// `@unchecked Sendable`: the struct does not change before it is released, and only the last
/// holder releases it.
final class ImportedArray: @unchecked Sendable {
  private var array: ArrowArray

  /// Moves an array here and marks it as released where it was.
  init(moving source: UnsafeMutablePointer<ArrowArray>) throws(ColumnError) {
    guard source.pointee.release != nil else { throw Self.released }
    array = source.pointee
    source.pointee.release = nil
  }

  deinit { array.release?(&array) }

  func column(as type: ImportedType) throws(ColumnError) -> Column {
    try column(of: array, as: type)
  }

  func batch(as type: ImportedType) throws(ColumnError) -> Batch {
    guard case .plain(let structure, _, let types) = type, structure.id == .structure else {
      throw ColumnError(.wrongType, "a batch is an Arrow struct, not \(type.type)")
    }
    let parts = try ArrayParts(array, buffers: 1, children: types.count)
    guard try parts.validity(of: self).nulls == 0 else {
      throw ColumnError(.wrongType, "rows of a batch are NULL as a whole; take it as a column")
    }
    var columns: [Column] = []
    for (index, type) in types.enumerated() {
      let column = try ImportedArray(moving: parts.child(index)).column(as: type)
      try Column.check(column.count >= parts.end, "rows of a child", parts.end, column.count)
      columns.append(try column.slice(parts.rows))
    }
    return try Batch(
      columns: columns, names: structure.children.map(\.name), rowCount: parts.count)
  }

  private static var released: ColumnError { ColumnError(.released, "a released Arrow array") }
}

extension ImportedArray {
  /// A column whose buffers are lent by this array, of which `array` is a part.
  private func column(
    of array: ArrowArray, as type: ImportedType
  ) throws(ColumnError) -> Column {
    guard array.release != nil else { throw Self.released }
    switch type {
    case .plain(let type, let isLarge, let children):
      let column = try column(of: array, as: type, isLarge: isLarge, children: children)
      try column.checkShape()
      return column
    case .dictionary(let indexes, let values):
      guard let dictionary = array.dictionary?.pointee else {
        throw ColumnError(.invalidArrow, "an Arrow dictionary without values")
      }
      let indexes = try column(of: array, as: .plain(indexes, isLarge: false, children: []))
      return try Column(rows: indexes, of: column(of: dictionary, as: values))
    }
  }

  private func column(
    of array: ArrowArray, as type: DataType, isLarge: Bool, children types: [ImportedType]
  ) throws(ColumnError) -> Column {
    let parts = try ArrayParts(array, buffers: type.arrowBufferCount, children: types.count)
    var children: [Column] = []
    for (index, type) in types.enumerated() {
      children.append(try column(of: parts.child(index).pointee, as: type))
    }
    if parts.count == 0 { return Column(emptyOf: type, children: children) }
    if type.id == .null {
      return Column(unchecked: type, count: parts.count, nullCount: parts.count, validity: nil)
    }
    if type.layout.hasOffsets {
      let run = try isLarge ? parts.narrowedOffsets(of: self) : parts.offsets(of: self)
      let (validity, nulls) = try parts.validity(skipping: run.skippedRows, of: self)
      return try Column(
        unchecked: type, count: parts.count, offset: parts.offset - run.skippedRows,
        nullCount: nulls, validity: validity, offsets: run.offsets,
        values: type.layout == .bytes ? parts.buffer(2, run.reached, of: self) : Buffer(),
        children: children.map { (child) throws(ColumnError) in try child.reached(by: run) })
    }
    let (validity, nulls) = try parts.validity(of: self)
    let bytes = type.layout.valueBytes(rows: parts.end) ?? 0
    return try Column(
      unchecked: type, count: parts.count, offset: parts.offset, nullCount: nulls,
      validity: validity, values: bytes > 0 ? parts.buffer(1, 0..<bytes, of: self) : Buffer(),
      children: children)
  }
}

extension Column {
  /// A column without rows, whose buffers another library may leave out.
  fileprivate init(emptyOf type: DataType, children: [Column]) {
    self.init(
      unchecked: type, count: 0, nullCount: 0, validity: nil,
      offsets: type.layout.hasOffsets ? Buffer([0, 0, 0, 0]) : Buffer(), children: children)
  }

  /// The elements of lists, without those in front that offsets of 64 bits do not lead to.
  fileprivate func reached(by run: ArrayParts.Offsets) throws(ColumnError) -> Column {
    guard run.reached.upperBound <= count else {
      throw ColumnError(
        .invalidOffset, "an offset of \(run.reached.upperBound) leaves the \(count) values")
    }
    return run.reached.lowerBound == 0 ? self : try slice(run.reached)
  }

  /// A copy of the values that rows of a dictionary lead to.
  fileprivate init(rows: Column, of dictionary: Column) throws(ColumnError) {
    let values = try dictionary.validated()
    var builder = ColumnBuilder(type: values.type, capacity: rows.count)
    for row in 0..<rows.count {
      switch try rows.value(at: row) {
      case .int64(let index): try builder.append(values.value(at: Int(index)))
      case .uint64(let index):
        try builder.append(values.value(at: Int(exactly: index) ?? values.count))
      default: try builder.appendNull()
      }
    }
    self = try builder.finish()
  }
}

extension DataType {
  /// Buffers of an array, with the one for validity.
  fileprivate var arrowBufferCount: Int {
    switch layout {
    case .none: 0
    case .structure: 1
    case .bits, .fixed, .list: 2
    case .bytes: 3
    }
  }
}
