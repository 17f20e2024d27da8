import CPython

/// Runs a function over the rows of a batch.
///
/// A slice of rows is boxed into lists, a loop *in bytecode* calls the function from
/// there (a call between Python functions needs no frame in C), and the list of results
/// is stored in the result column. Rows that are NULL for a parameter that is not
/// optional are left out of the slice.
struct RowLoop {
  /// Small enough that a slice's objects stay in the processor's nearest cache.
  private static let sliceRows = 512

  private var lists: [ArgumentList] = []
  private let rowNumbers = UnsafeMutablePointer<UInt32>.allocate(capacity: sliceRows)
  private(set) var result = ResultColumn()

  /// Runs `function` over `rows` rows of its arguments; the answer stands in `result`.
  mutating func run(_ function: LoadedFunction, _ columns: [InputColumn], rows: Int)
    throws(Failure)
  {
    guard let loop = function.loop(arguments: columns.count) else { throw .badRequest() }
    guard result.start(function.result, rows: rows) else {
      throw .misfit(.noMemory, nil, in: function.name, row: 0)
    }
    if rows == 1 { return try runRow(function, columns) }
    while lists.count < max(columns.count, 1) { lists.append(ArgumentList()) }
    var start = 0
    while start < rows {
      let selection = select(start, min(start + Self.sliceRows, rows), columns)
      try runSlice(function, loop, columns, selection)
      start = selection.end
    }
  }

  /// The rows from `start` to `end` that are not NULL where the function takes no None.
  private func select(_ start: Int, _ end: Int, _ columns: [InputColumn]) -> Selection {
    var selection = Selection(start: start, end: end, count: end - start, rows: nil)
    for column in columns where column.skipsNulls {
      var kept = 0
      for position in 0..<selection.count {
        let row = selection.row(position)
        rowNumbers[kept] = UInt32(row)
        kept += column.isNull(row) ? 0 : 1
      }
      if kept < selection.count { selection.rows = rowNumbers }
      selection.count = kept
    }
    return selection
  }

  private mutating func runSlice(
    _ function: LoadedFunction, _ loop: Reference, _ columns: [InputColumn],
    _ selection: Selection
  ) throws(Failure) {
    var results: Reference?
    if selection.count > 0 {
      results = try callLoop(function, loop, columns, selection)
    }
    defer { if let results { python_release(results) } }
    let items: UnsafePointer<Reference?>
    if let results {
      items = UnsafePointer(python_list_items(results))
    } else {
      items = UnsafePointer(bitPattern: MemoryLayout<Reference>.alignment).unsafelyUnwrapped
    }
    if let (position, misfit) = result.store(items, selection) {
      let isRow = position < selection.count
      throw .misfit(
        misfit, isRow ? items[position] : nil, in: function.name,
        row: isRow ? selection.row(position) : selection.end)
    }
  }

  /// The list of a slice's results, owned.
  private mutating func callLoop(
    _ function: LoadedFunction, _ loop: Reference, _ columns: [InputColumn],
    _ selection: Selection
  ) throws(Failure) -> Reference {
    var iterators: [Reference?] = []
    iterators.reserveCapacity(max(columns.count, 1))
    defer { for iterator in iterators { if let iterator { python_release(iterator) } } }
    for index in 0..<max(columns.count, 1) {
      guard lists[index].prepare(capacity: Self.sliceRows) else {
        throw .raised(in: function.name, row: selection.row(0))
      }
      if index < columns.count,
        let position = columns[index].box(selection, into: lists[index].items)
      {
        throw .raised(in: function.name, row: selection.row(position))
      }
      guard let iterator = lists[index].iterator(count: selection.count) else {
        throw .raised(in: function.name, row: selection.row(0))
      }
      iterators.append(iterator)
    }
    let results = callPython(loop, iterators)
    defer { for index in 0..<iterators.count { lists[index].restore(count: selection.count) } }
    guard let results else {
      // The first argument's iterator has gone one past the row that failed.
      let left = max(0, lists[0].left(iterators[0]))
      let position = max(0, min(selection.count - left, selection.count) - 1)
      throw .raised(in: function.name, row: selection.row(position))
    }
    guard python_is_list(results) != 0, python_list_count(results) == selection.count else {
      python_release(results)
      throw .badRequest()
    }
    return results
  }

  /// One row needs no lists: this is how databases call that pass row by row.
  private mutating func runRow(_ function: LoadedFunction, _ columns: [InputColumn])
    throws(Failure)
  {
    let selection = select(0, 1, columns)
    var value: Reference?
    if selection.count > 0 {
      value = try callOnce(function, columns, selection)
    }
    defer { if let value { python_release(value) } }
    if let (_, misfit) = withUnsafePointer(to: value, { result.store($0, selection) }) {
      throw .misfit(misfit, value, in: function.name, row: 0)
    }
  }

  private func callOnce(
    _ function: LoadedFunction, _ columns: [InputColumn], _ selection: Selection
  ) throws(Failure) -> Reference {
    let value = withUnsafeTemporaryAllocation(of: Reference?.self, capacity: columns.count + 1) {
      arguments -> Reference? in
      arguments.initialize(repeating: nil)
      defer { for argument in arguments { if let argument { python_release(argument) } } }
      guard let items = arguments.baseAddress else { return nil }
      for index in 0..<columns.count {
        guard columns[index].box(selection, into: items + index) == nil else { return nil }
      }
      return python_call(function.callable, items, columns.count)
    }
    guard let value else { throw .raised(in: function.name, row: 0) }
    return value
  }
}

/// The list that one argument's slice is boxed into, used again for the next.
private struct ArgumentList {
  private var list: Reference?
  private var capacity = 0

  /// Makes the list, unless the last call left it as it was.
  mutating func prepare(capacity: Int) -> Bool {
    if list != nil { return true }
    guard let made = PyList_New(capacity) else { return false }
    for index in 0..<capacity { python_list_items(made)[index] = python_none() }
    // The program's own code is not to find it by walking Python's heap.
    PyObject_GC_UnTrack(made)
    list = made
    self.capacity = capacity
    return true
  }

  var items: Items { python_list_items(list.unsafelyUnwrapped) }

  /// An iterator over the first `count` items: a new reference.
  func iterator(count: Int) -> Reference? {
    let list = list.unsafelyUnwrapped
    python_set_list_count(list, count)
    return PyObject_GetIter(list)
  }

  /// How many items an iterator has not reached, while an exception is set.
  func left(_ iterator: Reference?) -> Int {
    guard let iterator else { return 0 }
    let exception = PyErr_GetRaisedException()
    defer { PyErr_SetRaisedException(exception) }  // in place of any that this raised
    return PyObject_LengthHint(iterator, 0)
  }

  /// Takes the whole list back after a call; lets it go if the program changed it.
  mutating func restore(count: Int) {
    guard let list else { return }
    if python_list_count(list) == count {
      python_set_list_count(list, capacity)
    } else {
      self.list = nil
    }
  }
}
