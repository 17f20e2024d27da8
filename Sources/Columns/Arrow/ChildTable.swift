import CArrow

/// One of the two structs of Arrow's C Data Interface.
protocol ArrowStruct {
  /// Releases what a struct holds, unless that was done before or somebody else took it.
  static func release(_ pointer: UnsafeMutablePointer<Self>)
}

extension ArrowArray: ArrowStruct {
  static func release(_ pointer: UnsafeMutablePointer<ArrowArray>) {
    pointer.pointee.release?(pointer)
  }
}

extension ArrowSchema: ArrowStruct {
  static func release(_ pointer: UnsafeMutablePointer<ArrowSchema>) {
    pointer.pointee.release?(pointer)
  }
}

/// The children of a struct that was handed over: memory for each, and a table of pointers.
final class ChildTable<Struct: ArrowStruct> {
  private let pointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<Struct>?>

  init(_ children: [Struct]) {
    pointers = .allocate(capacity: children.count)
    _ = pointers.initialize(
      from: children.lazy.map { child in
        let pointer = UnsafeMutablePointer<Struct>.allocate(capacity: 1)
        pointer.initialize(to: child)
        return pointer
      })
  }

  /// The table, or nil for no children.
  var start: UnsafeMutablePointer<UnsafeMutablePointer<Struct>?>? {
    pointers.isEmpty ? nil : pointers.baseAddress
  }

  deinit {
    for case let pointer? in pointers {
      Struct.release(pointer)
      pointer.deallocate()
    }
    pointers.deallocate()
  }
}
