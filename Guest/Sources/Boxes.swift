import CPython

// Python objects from column values. Each answers with a new reference, or nil with a
// Python exception set.

@inline(__always)
func boxNone() -> Reference? { python_none() }

@inline(__always)
func boxBool(_ value: Bool) -> Reference? { value ? python_true() : python_false() }

/// Digits that any 64-bit int fits, so that a box can be filled anew with any other.
private let intBoxDigits = 3

private let smallInts: ClosedRange<Int64> = -5...256

/// Fills `old` anew when nobody else holds it, or makes an int.
@inline(__always)
func boxInt(_ value: Int64, _ old: Reference?) -> Reference? {
  // CPython has one object each for the small ones, which must stay as they are.
  if smallInts ~= value { return PyLong_FromLong(Int(value)) }
  if let old, python_reference_count(old) == 1, python_is_int(old) != 0 {
    setDigits(of: old, to: value)
    return old
  }
  guard let made = python_new_int(intBoxDigits) else { return nil }
  setDigits(of: made, to: value)
  return made
}

@inline(__always)
private func setDigits(of box: Reference, to value: Int64) {
  let magnitude = value.magnitude
  let digits = python_int_digits(box)
  let mask: UInt64 = (1 << 30) - 1
  digits[0] = UInt32(truncatingIfNeeded: magnitude & mask)
  var count: UInt32 = 1
  if magnitude > mask {
    digits[1] = UInt32(truncatingIfNeeded: (magnitude >> 30) & mask)
    digits[2] = UInt32(truncatingIfNeeded: magnitude >> 60)
    count = digits[2] == 0 ? 2 : 3
  }
  // Sign bits: 0 is positive, 2 is negative; zero is a small int and never comes here.
  python_set_int_tag(box, count << 3 | (value < 0 ? 2 : 0))
}

/// Fills `old` anew when nobody else holds it, or makes a float.
@inline(__always)
func boxFloat(_ value: Double, _ old: Reference?) -> Reference? {
  if let old, python_reference_count(old) == 1, python_is_float(old) != 0 {
    python_set_float(old, value)
    return old
  }
  return PyFloat_FromDouble(value)
}

/// Fills `old` anew when nobody else holds it and its block has the size, or makes a str.
@inline(__always)
func boxASCII(_ text: UnsafeRawBufferPointer, _ old: Reference?) -> Reference? {
  // Of a single character CPython has one object each.
  guard text.count > 1, let start = text.baseAddress else { return boxText(text) }
  if let old, python_reference_count(old) == 1, python_is_plain_ascii(old) != 0,
    python_ascii_blocks_match(python_text_length(old), text.count) != 0
  {
    python_set_ascii_length(old, text.count)
    memcpy(python_ascii_bytes(old), start, text.count)
    return old
  }
  guard let made = PyUnicode_New(text.count, 127) else { return nil }
  memcpy(python_ascii_bytes(made), start, text.count)
  return made
}

func boxText(_ text: UnsafeRawBufferPointer) -> Reference? {
  PyUnicode_DecodeUTF8(
    text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, nil)
}

@inline(__always)
func boxBytes(_ bytes: UnsafeRawBufferPointer) -> Reference? {
  PyBytes_FromStringAndSize(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
}
