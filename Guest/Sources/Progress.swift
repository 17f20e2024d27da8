import CPython

/// Tells the host which row runs, and stops a loop that fills memory.
enum Progress {
  /// The descriptor that the host reads whenever it likes.
  nonisolated(unsafe) static let place: UnsafeMutableRawPointer = {
    let place = UnsafeMutableRawPointer.allocate(
      byteCount: ProgressDescriptor.byteCount + 4, alignment: 4)
    ProgressDescriptor(start: 0, count: 0, position: 0, rows: 0).write(to: place)
    return place
  }()

  /// The list that the running loop iterates.
  nonisolated(unsafe) private static var list = ArgumentList()
  /// Where that loop's position stands; nil where none runs.
  nonisolated(unsafe) private static var position: UnsafeMutablePointer<Int>?
  /// What the running loop fills, for which rows and of what type.
  nonisolated(unsafe) private static var results: Reference?
  nonisolated(unsafe) private static var slice = Selection()
  nonisolated(unsafe) private static var result = ValueKind(type: .null, acceptsNone: true)
  /// Behind how many results one stands for the row that is waited for.
  nonisolated(unsafe) private static var placeholders = 0
  /// Whether the running loop was told to end.
  nonisolated(unsafe) private(set) static var isEnded = false

  /// A slice of rows begins, as yet without a loop.
  static func begin(_ selection: Selection) {
    ProgressDescriptor(
      start: UInt32(truncatingIfNeeded: selection.start),
      count: UInt32(truncatingIfNeeded: selection.count), position: 0,
      rows: selection.rows.map { address($0) } ?? 0
    ).write(to: place)
    isEnded = false
    Interruption.await()
  }

  /// A slice's results are stored from a position on, and let go of afterwards.
  static func handOver(_ selection: Selection, from position: Int) {
    begin(selection)
    reach(position)
    (place + 8).storeBytes(of: address(place + ProgressDescriptor.byteCount), as: UInt32.self)
  }

  /// The result at a position is handed over: what it runs when it goes is its row's.
  static func reach(_ position: Int) {
    (place + ProgressDescriptor.byteCount).storeBytes(
      of: Int32(truncatingIfNeeded: position + 1), as: Int32.self)
  }

  /// A loop begins to take a list's items from an iterator, and fills a list of results.
  ///
  /// - Parameter isConcurrent: whether many rows run at the same time. Then the first is told that
  ///   has no result, whose place stands behind the results.
  static func enter(
    _ list: ArgumentList, _ iterator: Reference, _ results: Reference, _ slice: Selection,
    _ result: ValueKind, isConcurrent: Bool
  ) {
    (self.results, self.slice, self.result) = (results, slice, result)
    placeholders = isConcurrent ? 1 : 0
    guard python_is_list_iterator(iterator) != 0 else { return }
    self.list = list
    largeBytes = 0
    position = isConcurrent ? python_list_size(results) : python_iterator_position(iterator)
    (place + 8).storeBytes(of: address(position), as: UInt32.self)
  }

  /// The loop has ended; its iterator may go.
  static func leave() {
    position = nil
    results = nil
    (place + 8).storeBytes(of: 0, as: UInt32.self)
  }

  /// The first result of a loop that was ended from outside which does not fit its type. Nothing
  /// on the way allocates.
  static var misfit: (misfit: Misfit, row: Int, value: Reference)? {
    guard let results, python_is_list(results) != 0 else { return nil }
    for position in 0..<max(0, min(python_list_count(results) - placeholders, slice.count)) {
      guard let value = python_list_items(results)[position] else { return nil }
      if let misfit = result.misfit(of: value) { return (misfit, slice.row(position), value) }
    }
    return nil
  }

  /// Bytes of large blocks that were asked for since the running loop began.
  nonisolated(unsafe) private static var largeBytes = 0
  /// How many end it: results that it holds may be as large.
  private static let mostLargeBytes = 4 << 20

  /// Counts a large block, which may be one of a result.
  static func count(large bytes: Int) {
    guard position != nil else { return }
    largeBytes &+= bytes
    if largeBytes > mostLargeBytes || bytes > mostLargeBytes { endLoop() }
  }

  /// Ends the running loop after its row, so that what it has made can be handed over.
  static func endLoop() {
    guard let position else { return }
    list.end(at: position.pointee)
    isEnded = true
  }
}

/// What the C library's `sbrk` is, once calls of it come here.
@_extern(c, "__real_sbrk")
func realBreak(_ increment: Int) -> UnsafeMutableRawPointer?

/// Grows guest memory for the allocator. Results that wait for the rest of their slice would take
/// more and more of what the next row may need, so a loop under which memory grows ends soon.
@c(__wrap_sbrk)
func growMemory(_ increment: Int) -> UnsafeMutableRawPointer? {
  if increment > 0 { Progress.endLoop() }
  return realBreak(increment)
}

// Memory that was grown earlier fills without growing, so large blocks are counted as well.

/// Bytes from which a block is counted: what allocates it takes longer than counting does.
private let largeBlock = 4096

@_extern(c, "__real_malloc")
func realAllocate(_ bytes: Int) -> UnsafeMutableRawPointer?

@_extern(c, "__real_calloc")
func realAllocateZeros(_ count: Int, _ bytes: Int) -> UnsafeMutableRawPointer?

@_extern(c, "__real_realloc")
func realReallocate(_ block: UnsafeMutableRawPointer?, _ bytes: Int) -> UnsafeMutableRawPointer?

@c(__wrap_malloc)
func allocate(_ bytes: Int) -> UnsafeMutableRawPointer? {
  if bytes >= largeBlock { Progress.count(large: bytes) }
  return realAllocate(bytes)
}

@c(__wrap_calloc)
func allocateZeros(_ count: Int, _ bytes: Int) -> UnsafeMutableRawPointer? {
  let (all, overflow) = count.multipliedReportingOverflow(by: bytes)
  if !overflow, all >= largeBlock { Progress.count(large: all) }
  return realAllocateZeros(count, bytes)
}

@c(__wrap_realloc)
func reallocate(_ block: UnsafeMutableRawPointer?, _ bytes: Int) -> UnsafeMutableRawPointer? {
  if bytes >= largeBlock { Progress.count(large: bytes) }
  return realReallocate(block, bytes)
}
