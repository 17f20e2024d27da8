import Columns
import PythonGuest

/// Writes slices of a column as `pyguest.worker.slices` reads them: lists in the form of Python's
/// `marshal`, or numbers one after another.
struct SliceWriter {
  /// The bytes of all slices.
  private(set) var bytes: [UInt8] = []
  /// The bytes of each list; nil where there are numbers alone.
  private(set) var sizes: [Int]?

  /// Writes the rows that are called for.
  ///
  /// - Throws: `invalid_input`, where a column of another library is not well formed.
  init(_ column: Column, _ slices: RowSlices) throws(PythonGuestError) {
    do { _ = try column.validated() } catch { throw PythonGuestError(brokenColumn: error) }
    if column.nullCount == 0, let width = Self.numberBytes(column.type) {
      bytes = Self.numbers(column, width, slices)
      return
    }
    let most =
      slices.counts.count * MarshalOutput.headBytes
      + MarshalOutput.mostBytes(0..<column.count, of: column)
    var sizes: [Int] = []
    sizes.reserveCapacity(slices.counts.count)
    bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      var output = MarshalOutput(UnsafeMutableRawBufferPointer(buffer))
      column.values.withUnsafeBytes { values in
        var position = 0
        for count in slices.counts {
          let start = output.count
          output.put(letter: Marshal.list)
          output.put(count: count)
          for _ in 0..<count {
            output.put(slices.row(position), of: column, values)
            position += 1
          }
          sizes.append(output.count - start)
        }
      }
      count = output.count
    }
    self.sizes = sizes
  }

  /// The bytes of each value, where all are numbers that Python has, too.
  private static func numberBytes(_ type: DataType) -> Int? {
    if type.id == .decimal || type.id == .uuid { return nil }
    return if case .fixed(let width) = type.layout { width } else { nil }
  }

  private static func numbers(_ column: Column, _ width: Int, _ slices: RowSlices) -> [UInt8] {
    column.values.withUnsafeBytes { values in
      let start = column.offset * width
      guard let rows = slices.rows else {
        return Array(values[start..<start + column.count * width])
      }
      return [UInt8](unsafeUninitializedCapacity: rows.count * width) { buffer, count in
        let output = UnsafeMutableRawBufferPointer(buffer)
        if width == 8 {
          for (position, row) in rows.enumerated() {
            let bits = values.loadUnaligned(
              fromByteOffset: start + Int(row) * 8, as: UInt64.self)
            output.storeBytes(of: bits, toByteOffset: position * 8, as: UInt64.self)
          }
        } else {
          for (position, row) in rows.enumerated() {
            let place = start + Int(row) * width
            UnsafeMutableRawBufferPointer(rebasing: output[(position * width)...])
              .copyMemory(from: UnsafeRawBufferPointer(rebasing: values[place..<place + width]))
          }
        }
        count = rows.count * width
      }
    }
  }
}
