import CPython

/// Runs a function over the rows of a batch.
///
/// A slice of rows is boxed into lists, a loop *in bytecode* calls the function from
/// there (a call between Python functions needs no frame in C), and the list of results
/// is stored in the result column. Rows that are NULL for a parameter that is not
/// optional are left out of the slice.
///
/// A slice may end before its last row, and a call be answered for fewer rows than it has, so
/// that no row fails for what others use.
struct RowLoop {
  /// Small enough that a slice's objects stay in the processor's nearest cache.
  private static let sliceRows = 512

  private var lists: [ArgumentList] = []
  var results = ResultList()
  private let rowNumbers = UnsafeMutablePointer<UInt32>.allocate(capacity: sliceRows)
  var running: RunningCall? {
    didSet { isRunning = running != nil }
  }
  /// Whether there is one, told without looking into it.
  private var isRunning = false
  private(set) var result = ResultColumn()

  /// A call that is not done, or was answered in part.
  struct RunningCall {
    let function: LoadedFunction
    let loop: Reference
    let columns: [InputColumn]
    var rows: Int
    /// Rows that were answered for.
    var answered = 0
    /// The first row of the next slice.
    var next = 0
    /// Rows whose results are in the list, and how many of those have been stored.
    var slice = Selection()
    var stored = 0
    /// What a row of the slice failed with; the rows before it come first.
    var raised: (exception: Reference, row: Int)?
    /// Whether a row found too little memory, which the results so far take from it.
    var isShort = false
    /// Whether the next slice is that row alone.
    var isAlone = false
    /// Of the rows of a table: whether there are no more.
    var isExhausted = false

    var isTable: Bool { function.shape == .rows }

    /// Lets go of what a row raised, since one before it failed.
    mutating func forget() {
      if let raised { python_release(raised.exception) }
      raised = nil
    }
  }

  /// Runs `function` over `rows` rows of its arguments; the answer stands in `result`.
  mutating func run(_ function: LoadedFunction, _ columns: [InputColumn], rows: Int)
    throws(Failure)
  {
    abandon()
    if rows == 1, columns.count >= function.required { return try runRow(function, columns) }
    guard let loop = function.loop(arguments: columns.count) else {
      if PyErr_Occurred() != nil { throw .raised(in: function.name, row: 0) }
      throw .badRequest()
    }
    try advance(RunningCall(function: function, loop: loop, columns: columns, rows: rows))
  }

  /// Goes on with a call that was answered in part.
  mutating func resume() throws(Failure) {
    guard let call = running else { throw .badRequest() }
    try advance(call)
  }

  /// What the host reads of the answer.
  mutating func describeResult() throws(Failure) -> ColumnDescriptor {
    guard let described = result.describe() else {
      PyErr_NoMemory()
      throw .raised(in: nil, row: nil)
    }
    return described
  }

  /// Makes room for a call: the last one's answer has been read.
  mutating func makeRoom() {
    if running == nil { result.release() }
  }

  /// Forgets a call that nobody has resumed.
  mutating func abandon() {
    guard isRunning, var call = running else { return }
    running = nil
    call.forget()
    results.clear()
  }

  /// Runs slices until the call is done or the result column is full.
  mutating func advance(_ before: RunningCall) throws(Failure) {
    var call = before
    running = nil
    defer { if call.function.takesStates { for index in lists.indices { lists[index].release() } } }
    while lists.count < max(call.columns.count, 1) { lists.append(ArgumentList()) }
    do throws(Failure) {
      try start(call, first: call.answered)
      repeat {
        if call.stored == call.slice.count, call.slice.end == call.next, call.raised == nil {
          try runSlice(&call)
        }
        guard try storeSlice(&call) else { break }
      } while call.next < call.rows && !(call.isShort && result.count > 0) && !call.isExhausted
    } catch {
      call.forget()
      results.clear()
      throw error
    }
    call.answered += result.count
    call.isShort = false
    if call.answered < call.rows || call.isTable { running = call }
  }

  private mutating func start(_ call: RunningCall, first: Int) throws(Failure) {
    guard result.start(call.function.result, rows: call.rows - first, first: first) else {
      throw .misfit(.noMemory, nil, in: call.function.name, row: first)
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

  /// Calls the function for the next slice, whose results then wait to be stored.
  private mutating func runSlice(_ call: inout RunningCall) throws(Failure) {
    let end = min(call.next + (call.isAlone ? 1 : Self.sliceRows), call.rows)
    call.isAlone = false
    var slice = select(call.next, end, call.columns)
    Progress.begin(slice)
    if slice.count > 0 { try callLoop(&call, &slice) }
    call.slice = slice
    call.stored = 0
    call.next = slice.end
  }

  /// Stores what waits; false where the column is full first.
  private mutating func storeSlice(_ call: inout RunningCall) throws(Failure) -> Bool {
    Progress.handOver(call.slice, from: call.stored)
    while let (position, misfit) = result.store(results.items, call.slice, from: call.stored) {
      call.stored = position
      let isRow = position < call.slice.count
      let row = isRow ? call.slice.row(position) : call.slice.end
      guard misfit == .full || (call.isTable && result.count > 0) else {
        throw .misfit(
          misfit, isRow ? results.items[position] : nil, in: call.function.name,
          row: min(row, call.rows - 1))
      }
      // Texts of which UTF-8 was made take twice the memory and more.
      results.release(until: position)
      if call.raised == nil || call.isTable { return false }
      // The call fails all the same: what waits is looked at, but not kept.
      try start(call, first: result.end)
    }
    call.stored = call.slice.count
    results.clear()
    guard let (exception, row) = call.raised else { return true }
    // The rows of a table before the one that failed are its rows all the same.
    if call.isTable, result.count > 0 { return false }
    call.raised = nil
    PyErr_SetRaisedException(exception)
    throw .raised(in: call.function.name, row: row)
  }

  // MARK: The loop in bytecode

  /// Fills the list of results for a slice, which is cut short where a row fails or memory grows.
  private mutating func callLoop(
    _ call: inout RunningCall, _ slice: inout Selection
  ) throws(Failure) {
    var arguments: [Reference?] = []
    arguments.reserveCapacity(call.columns.count + 2)
    defer { for argument in arguments { if let argument { python_release(argument) } } }
    try box(&call, &slice)
    for index in 0..<max(call.columns.count, 1) {
      guard let iterator = lists[index].iterator(count: slice.count) else {
        throw .raised(in: call.function.name, row: slice.row(0))
      }
      arguments.append(iterator)
    }
    guard let list = results.prepare(capacity: Self.sliceRows) else {
      throw .raised(in: call.function.name, row: slice.row(0))
    }
    arguments.append(list)
    if let iterator = arguments[0] {
      Progress.enter(
        lists[0], iterator, list, slice, call.function.result,
        isConcurrent: call.function.shape == .concurrent)
    }
    let answer = callPython(call.loop, arguments)
    Progress.leave()
    for index in 0..<max(call.columns.count, 1) {
      lists[index].restore(count: slice.count, isEnded: Progress.isEnded)
    }
    guard let answer else { return fail(&call, &slice) }
    defer { python_release(answer) }
    let done = results.count
    guard results.isList(answer),
      done == slice.count || (Progress.isEnded && 1...slice.count ~= done) || call.isTable
    else { throw .badRequest() }
    if done < slice.count, !Progress.isEnded { call.isExhausted = true }
    slice.cut(at: done)
  }

  /// Boxes the arguments of a slice, which ends before the first row that has none.
  private mutating func box(_ call: inout RunningCall, _ slice: inout Selection) throws(Failure) {
    for index in 0..<max(call.columns.count, 1) {
      guard lists[index].prepare(capacity: Self.sliceRows) else {
        throw .raised(in: call.function.name, row: slice.row(0))
      }
      guard index < call.columns.count,
        let position = call.columns[index].box(slice, into: lists[index].items)
      else { continue }
      guard position > 0 else { throw .raised(in: call.function.name, row: slice.row(0)) }
      // The rows before it run first; then it fails again, as the first of its slice. What makes a
      // state is the program's own, and is not called again.
      if call.columns[index].detail?.states != nil, let exception = PyErr_GetRaisedException() {
        call.raised = (exception, slice.row(position))
      } else {
        PyErr_Clear()
        call.forget()
      }
      slice.cut(at: position)
    }
  }

  /// Keeps what a row raised until the rows before it are stored.
  private mutating func fail(_ call: inout RunningCall, _ slice: inout Selection) {
    guard let exception = PyErr_GetRaisedException() else { return }
    call.forget()
    let done = min(results.count, slice.count - 1)
    // What keeps results, or has changed a state, is not to be called again.
    let isRepeatable = !call.isTable && !call.function.result.isIgnored
    if isRepeatable, python_is_allocation_error(exception) != 0, done > 0 || result.count > 0 {
      // Others hold memory that this row may have alone: it is called again without them.
      python_release(exception)
      for index in lists.indices { lists[index].release() }
      (call.isShort, call.isAlone) = (true, true)
    } else {
      call.raised = (exception, slice.row(done))
    }
    slice.cut(at: done)
  }

  // MARK: One row

  /// One row needs no lists: this is how databases call that pass row by row.
  private mutating func runRow(_ function: LoadedFunction, _ columns: [InputColumn])
    throws(Failure)
  {
    guard result.start(function.result, rows: 1, first: 0) else {
      throw .misfit(.noMemory, nil, in: function.name, row: 0)
    }
    let selection = select(0, 1, columns)
    var value: Reference?
    if selection.count > 0 {
      value = try callOnce(function, columns, selection)
    }
    defer { if let value { python_release(value) } }
    if let (_, misfit) = withUnsafePointer(to: value, { result.store($0, selection, from: 0) }) {
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
