public import CArrow

/// Columns that other Arrow libraries lend, and that are lent to them: Arrow's C Data Interface.
///
/// https://arrow.apache.org/docs/format/CDataInterface.html
extension Column {
  /// Takes over an array of another Arrow library, whose buffers stay where they are.
  ///
  /// The array is moved: `array` is marked as released, and what it held is released when the last
  /// buffer of the column goes, on the thread that lets go of it; at once if this throws. The
  /// schema stays its owner's.
  ///
  /// Looked at is what can be without going through the rows: lengths, counts, pointers, the first
  /// and the last offset. What lies in the buffers is checked at each access; ``validated()`` looks
  /// at all of it. Two kinds of array cost time for each row: those with offsets of 64 bits, whose
  /// offsets are copied, and dictionaries, which become plain columns. A null count of -1 costs a
  /// pass over the bitmap.
  ///
  /// - Throws: `.unsupportedType` for types that there are no columns of; `.released` for a struct
  ///   that was released or moved before; `.invalidArrow`, `.invalidOffset`, `.tooLarge` and others
  ///   for what is not well formed.
  public init(
    arrow array: UnsafeMutablePointer<ArrowArray>, schema: UnsafePointer<ArrowSchema>
  ) throws(ColumnError) {
    let owner = try ImportedArray(moving: array)
    let type = try SchemaReader.type(of: schema.pointee)
    self = try owner.column(as: type)
  }

  /// Lends the column to another Arrow library, which gets its buffers as they are.
  ///
  /// The buffers live until both the column and its consumer have let go of them. What the two
  /// structs held before is overwritten.
  ///
  /// - Throws: `.unsupportedType` where a field's name cannot be handed over; then nothing was
  ///   written.
  public func exportArrow(
    array: UnsafeMutablePointer<ArrowArray>, schema: UnsafeMutablePointer<ArrowSchema>
  ) throws(ColumnError) {
    try schema.initialize(to: ArrowSchema(exporting: Field("", type, isNullable: true)))
    array.initialize(to: ArrowArray(exporting: self))
  }
}

extension Batch {
  /// Takes over a struct array of another Arrow library as columns with names.
  ///
  /// Each column owns its child of the array, so that columns may outlive one another. All else is
  /// as for ``Column/init(arrow:schema:)``.
  ///
  /// - Throws: also `.wrongType` where the array is no struct, or has rows that are NULL as a whole.
  public init(
    arrow array: UnsafeMutablePointer<ArrowArray>, schema: UnsafePointer<ArrowSchema>
  ) throws(ColumnError) {
    let owner = try ImportedArray(moving: array)
    let type = try SchemaReader.type(of: schema.pointee)
    self = try owner.batch(as: type)
  }

  /// Lends the batch to another Arrow library as a struct array; columns without names get empty
  /// ones. All else is as for ``Column/exportArrow(array:schema:)``.
  public func exportArrow(
    array: UnsafeMutablePointer<ArrowArray>, schema: UnsafeMutablePointer<ArrowSchema>
  ) throws(ColumnError) {
    let names = names ?? columns.map { _ in "" }
    let fields = zip(names, columns).map { Field($0, $1.type, isNullable: true) }
    try schema.initialize(to: ArrowSchema(exporting: Field("", .structure(fields))))
    array.initialize(to: ArrowArray(exporting: self))
  }
}
