import CPython

/// The list that one argument's slice is boxed into, used again for the next.
struct ArgumentList {
  private var list: Reference?
  private var capacity = 0

  /// Makes the list, unless the last call left it as it was.
  mutating func prepare(capacity: Int) -> Bool {
    if list != nil { return true }
    guard let made = PyList_New(capacity) else { return false }
    for index in 0..<capacity { python_list_items(made)[index] = python_none() }
    // The program's own code is not to find it by walking Python's heap.
    python_untrack(made)
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

  /// Ends a loop over the list after the item it has reached.
  func end(at position: Int) {
    guard let list, 1..<python_list_count(list) ~= position else { return }
    python_set_list_count(list, position)
  }

  /// Takes the whole list back after a call; lets it go if the program changed it.
  mutating func restore(count: Int, isEnded: Bool) {
    guard let list else { return }
    let left = python_list_count(list)
    if left == count || (isEnded && 1...count ~= left) {
      python_set_list_count(list, capacity)
    } else {
      self.list = nil
    }
  }

  /// Lets go of the list with all that it holds.
  mutating func release() {
    guard let list else { return }
    self.list = nil
    python_release(list)
  }
}

/// The list that a slice's loop appends results to, used again for the next.
struct ResultList {
  private var list: Reference?

  /// An empty list with room for a slice: a new reference, or nil with a Python exception set.
  mutating func prepare(capacity: Int) -> Reference? {
    clear()
    if list == nil {
      list = PyList_New(capacity)
      guard let list else { return nil }
      python_untrack(list)
      python_set_list_count(list, 0)
    }
    if let list { python_retain(list) }
    return list
  }

  var count: Int { list.map { python_list_count($0) } ?? 0 }

  var items: UnsafePointer<Reference?> {
    guard let list else {
      return UnsafePointer(bitPattern: MemoryLayout<Reference>.alignment).unsafelyUnwrapped
    }
    return UnsafePointer(python_list_items(list))
  }

  /// Whether an object is this list.
  func isList(_ object: Reference) -> Bool { object == list }

  /// Lets go of the first results, which are stored.
  func release(until position: Int) {
    guard let list else { return }
    let items = python_list_items(list)
    for index in 0..<min(position, python_list_count(list)) {
      guard let item = items[index], item != python_none() else { continue }
      Progress.reach(index)
      items[index] = python_none()
      python_release(item)
    }
  }

  /// Lets go of the results, and of the list where the program still has it.
  mutating func clear() {
    guard let list else { return }
    if python_reference_count(list) > 1 {
      self.list = nil
      python_release(list)
      return
    }
    let (items, count) = (python_list_items(list), python_list_count(list))
    python_set_list_count(list, 0)
    for index in 0..<count {
      Progress.reach(index)
      if let item = items[index] { python_release(item) }
    }
  }
}
