import CPython

/// CPython's life in an image: started once, renewed in every instance.
enum Interpreter {
  /// How deep C functions may call each other before Python raises RecursionError. A call from C
  /// of a Python function counts for two, and most recursion through C for four a level: so
  /// Python's own limit of 1,000 comes first in nearly all, or 900 levels are there.
  private static let nativeRecursion: Int32 = 3640

  /// Starts CPython and imports what should be warm; false with the reason printed.
  static func start() -> Bool {
    if let reason = python_start() {
      hostOutput(2, Int32(bitPattern: address(reason)), Int32(strlen(reason)))
      return false
    }
    python_limit_native_recursion(nativeRecursion)
    guard python_import_datetime() != 0, ValueClasses.load(), let renewed = warm() else {
      PyErr_Print()
      return false
    }
    Self.renewed = renewed
    MemoryReserve.restore()
    _ = Progress.place
    Interruption.await()
    return true
  }

  /// What instances renew: the generator of random numbers, what seeds it, and the module
  /// that remembers when it started. Owned.
  nonisolated(unsafe) private static var renewed: Renewed?

  private struct Renewed {
    let generator: Reference
    let seed: Reference
    let logging: Reference
  }

  /// Imports the warm modules.
  private static func warm() -> Renewed? {
    guard let module = importModule("pyguest._start") else { return nil }
    defer { python_release(module) }
    guard let warm = attribute("warm", of: module) else { return nil }
    defer { python_release(warm) }
    guard let answer = PyObject_CallNoArgs(warm), python_is_tuple(answer) != 0,
      python_tuple_count(answer) == 3, let generator = python_tuple_item(answer, 0),
      let seed = python_tuple_item(answer, 1), let logging = python_tuple_item(answer, 2)
    else { return nil }
    return Renewed(generator: generator, seed: seed, logging: logging)
  }

  /// Gives an instance what it must not share with those of the same image.
  static func renew() -> Bool {
    guard let renewed, seed(renewed), restartLogging(renewed) else {
      PyErr_Print()
      return false
    }
    return true
  }

  /// Seeds the generator as `random.seed()` does, with 256 random bits.
  private static func seed(_ renewed: Renewed) -> Bool {
    var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let number = withUnsafeMutableBytes(of: &bits) { bytes in
      hostRandom(Int32(bitPattern: address(bytes.baseAddress)), Int32(bytes.count))
      return PyLong_FromUnsignedNativeBytes(bytes.baseAddress, bytes.count, nativeEndian)
    }
    guard let number else { return false }
    defer { python_release(number) }
    guard let none = PyObject_CallOneArg(renewed.seed, number) else { return false }
    python_release(none)
    return PyObject_SetAttrString(renewed.generator, cString("gauss_next"), python_none()) == 0
  }

  /// `Py_ASNATIVEBYTES_NATIVE_ENDIAN`.
  private static let nativeEndian: Int32 = 3

  private static func restartLogging(_ renewed: Renewed) -> Bool {
    guard let now = PyLong_FromLongLong(hostClock(0)) else { return false }
    defer { python_release(now) }
    return PyObject_SetAttrString(renewed.logging, cString("_startTime"), now) == 0
  }
}
