import Columns
import PythonGuest

/// A column's buffers from its first row on, whatever part of larger ones the column is.
struct WholeColumn {
  let type: DataType
  let nullCount: Int
  /// Empty where nothing is NULL.
  let validity: [UInt8]
  /// Positions in the values, the first of them 0; empty for types without.
  let offsets: [UInt8]
  private let values: Buffer
  private let range: Range<Int>

  /// - Throws: `invalid_input`, where a column of another library is not well formed.
  init(_ column: Column) throws(PythonGuestError) {
    do { _ = try column.validated() } catch { throw PythonGuestError(brokenColumn: error) }
    type = column.type
    nullCount = column.nullCount
    var bits = nullCount == 0 ? [] : Bitmap.allSet(column.count)
    if type.id == .null { bits = [] }
    column.intersectValidity(with: &bits, from: 0)
    validity = bits
    let rows = column.offset..<column.offset + column.count
    switch type.layout {
    case .bits:
      var bits = Bitmap.allSet(rows.count)
      column.values.withUnsafeBytes { values in
        for index in bits.indices {
          bits[index] &= Bitmap.byte(at: rows.lowerBound + index * 8, in: values)
        }
      }
      (offsets, values, range) = ([], Buffer(bits), 0..<bits.count)
    case .fixed(let width):
      (offsets, values) = ([], column.values)
      range = rows.lowerBound * width..<rows.upperBound * width
    case .bytes:
      let places = column.offsets.withUnsafeBytes { offsets in
        (rows.lowerBound...rows.upperBound).map {
          Int32(littleEndian: offsets.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self))
        }
      }
      let first = places.first ?? 0
      offsets = places.map { ($0 - first).littleEndian }.withUnsafeBytes { Array($0) }
      (values, range) = (column.values, Int(first)..<Int(places.last ?? first))
    case .none, .list, .structure:
      (offsets, values, range) = ([], Buffer(), 0..<0)
    }
  }

  var valueBytes: Int { range.count }

  func withValues<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    values.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
