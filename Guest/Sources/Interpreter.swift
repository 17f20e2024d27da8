import CPython

/// CPython's life in an image: started once, renewed in every instance.
enum Interpreter {
  /// How deep C functions may call each other before Python raises RecursionError.
  private static let nativeRecursion: Int32 = 1000

  /// Starts CPython and imports what should be warm; false with the reason printed.
  static func start() -> Bool {
    if let reason = python_start() {
      hostOutput(2, Int32(bitPattern: address(reason)), Int32(strlen(reason)))
      return false
    }
    python_limit_native_recursion(nativeRecursion)
    guard python_import_datetime() != 0, run("pyguest._start", "warm") else {
      PyErr_Print()
      return false
    }
    MemoryReserve.restore()
    return true
  }

  /// Gives an instance what it must not share with those of the same image.
  static func renew() -> Bool {
    guard run("pyguest._start", "renew") else {
      PyErr_Print()
      return false
    }
    return true
  }

  private static func run(_ module: StaticString, _ function: StaticString) -> Bool {
    guard let module = importModule(module) else { return false }
    defer { python_release(module) }
    guard let function = attribute(function, of: module) else { return false }
    defer { python_release(function) }
    guard let result = PyObject_CallNoArgs(function) else { return false }
    python_release(result)
    return true
  }
}
