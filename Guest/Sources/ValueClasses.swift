import CPython

/// Classes of the standard library that values are made of, imported once in an image. Owned.
enum ValueClasses {
  nonisolated(unsafe) private(set) static var decimal: Reference?
  nonisolated(unsafe) private(set) static var uuid: Reference?
  /// What a UUID's `is_safe` is when it was not made here.
  nonisolated(unsafe) fileprivate static var unknownSafety: Reference?
  nonisolated(unsafe) fileprivate static var intName: Reference?
  nonisolated(unsafe) fileprivate static var safetyName: Reference?
  /// `fromutc` of a tzinfo and `utcoffset` of a datetime.
  nonisolated(unsafe) private(set) static var fromUniversal: Reference?
  nonisolated(unsafe) private(set) static var offset: Reference?
  /// What reads and writes JSON, of `pyguest._json`.
  nonisolated(unsafe) fileprivate static var readJSON: Reference?
  nonisolated(unsafe) fileprivate static var writeJSON: Reference?
  /// `_value_`, which holds an Enum member's value.
  nonisolated(unsafe) private(set) static var valueName: Reference?

  /// Imports them; false with a Python exception set.
  static func load() -> Bool {
    guard let decimals = importModule("decimal"), let uuids = importModule("uuid"),
      let decimal = attribute("Decimal", of: decimals), let uuid = attribute("UUID", of: uuids),
      let safety = attribute("SafeUUID", of: uuids), let json = importModule("pyguest._json")
    else { return false }
    guard python_knows_decimals(decimal) != 0 else {
      if PyErr_Occurred() == nil {
        PyErr_SetString(python_memory_error(), "decimals are laid out in another way")
      }
      return false
    }
    unknownSafety = attribute("unknown", of: safety)
    intName = PyUnicode_InternFromString(cString("int"))
    safetyName = PyUnicode_InternFromString(cString("is_safe"))
    valueName = PyUnicode_InternFromString(cString("_value_"))
    fromUniversal = PyUnicode_InternFromString(cString("fromutc"))
    offset = PyUnicode_InternFromString(cString("utcoffset"))
    readJSON = attribute("read", of: json)
    writeJSON = attribute("write", of: json)
    (self.decimal, self.uuid) = (decimal, uuid)
    return fromUniversal != nil && offset != nil && readJSON != nil && writeJSON != nil
      && unknownSafety != nil && intName != nil && safetyName != nil && valueName != nil
  }
}

/// `Py_ASNATIVEBYTES_UNSIGNED_BUFFER | Py_ASNATIVEBYTES_REJECT_NEGATIVE`, big-endian.
private let bigEndianUnsigned: Int32 = 0 | 4 | 8

/// A UUID of sixteen bytes, made as its class makes it but without a call in Python.
func boxUUID(_ bytes: UnsafeRawPointer) -> Reference? {
  guard let type = ValueClasses.uuid, let intName = ValueClasses.intName,
    let safetyName = ValueClasses.safetyName, let safety = ValueClasses.unknownSafety,
    let number = PyLong_FromUnsignedNativeBytes(bytes, 16, bigEndianUnsigned)
  else { return nil }
  defer { python_release(number) }
  guard let made = python_new_instance(type) else { return nil }
  guard PyObject_GenericSetAttr(made, intName, number) == 0,
    PyObject_GenericSetAttr(made, safetyName, safety) == 0
  else {
    python_release(made)
    return nil
  }
  return made
}

func isUUID(_ value: Reference) -> Bool {
  guard let type = ValueClasses.uuid else { return false }
  return python_is_instance(value, type) != 0
}

/// Writes a UUID's sixteen bytes.
func unboxUUID(_ value: Reference, _ target: UnsafeMutableRawPointer) -> Misfit? {
  guard isUUID(value), let intName = ValueClasses.intName else { return .wrongType }
  guard let number = PyObject_GenericGetAttr(value, intName) else {
    PyErr_Clear()
    return .wrongType
  }
  defer { python_release(number) }
  guard python_is_int_subtype(number) != 0 else { return .wrongType }
  let needed = PyLong_AsNativeBytes(number, target, 16, bigEndianUnsigned)
  guard 0...16 ~= needed else {
    PyErr_Clear()
    return .outOfRange
  }
  return nil
}

/// What JSON stands for.
func boxJSON(_ text: UnsafeRawBufferPointer) -> Reference? {
  guard let read = ValueClasses.readJSON, let text = boxText(text) else { return nil }
  defer { python_release(text) }
  return callPython(read, [text])
}

/// A value as JSON: a new str, or nil with a Python exception set.
func jsonText(of value: Reference) -> Reference? {
  guard let write = ValueClasses.writeJSON else { return nil }
  return callPython(write, [value])
}
