import CPython

/// A Python object. Whoever holds one says in its name or comment whether it owns it.
typealias Reference = UnsafeMutablePointer<PyObject>

/// A list's items.
typealias Items = UnsafeMutablePointer<Reference?>

/// A module by its name: a new reference, or nil with a Python exception set.
func importModule(_ name: StaticString) -> Reference? {
  PyImport_ImportModule(cString(name))
}

/// An attribute: a new reference, or nil with a Python exception set.
func attribute(_ name: StaticString, of object: Reference) -> Reference? {
  PyObject_GetAttrString(object, cString(name))
}

/// Calls with positional arguments: a new reference, or nil with a Python exception set.
func callPython(_ callable: Reference, _ arguments: [Reference?]) -> Reference? {
  arguments.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return PyObject_CallNoArgs(callable) }
    return python_call(callable, start, buffer.count)
  }
}

func cString(_ text: StaticString) -> UnsafePointer<CChar> {
  UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// A buffer that grows, kept from call to call.
struct Buffer {
  private(set) var bytes: UnsafeMutableRawPointer?
  private(set) var capacity = 0

  /// Makes room for `count` bytes and keeps what is there; false when memory is short.
  mutating func reserve(_ count: Int) -> Bool {
    if count <= capacity { return true }
    let (doubled, overflow) = capacity.multipliedReportingOverflow(by: 2)
    let wanted = max(count, overflow ? count : doubled, 64)
    guard let grown = realloc(bytes, wanted) else { return false }
    bytes = grown
    capacity = wanted
    return true
  }

  /// Gives back what holds more than `count` bytes.
  mutating func release(above count: Int) {
    guard capacity > count else { return }
    free(bytes)
    bytes = nil
    capacity = 0
  }
}
