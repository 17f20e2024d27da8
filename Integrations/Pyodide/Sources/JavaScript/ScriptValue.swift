internal import CJavaScriptCore

/// A value in a context, kept alive while this is.
public final class ScriptValue {
  let value: JSValueRef
  /// The context outlives its values.
  private let owner: ScriptContext

  private var context: JSGlobalContextRef { owner.context }

  init(_ value: JSValueRef, _ owner: ScriptContext) {
    self.value = value
    self.owner = owner
    JSValueProtect(owner.context, value)
  }

  deinit { JSValueUnprotect(owner.context, value) }

  /// A number as JavaScript knows it.
  public convenience init(_ number: Double, in context: ScriptContext) {
    self.init(JSValueMakeNumber(context.context, number), context)
  }

  /// A text.
  public convenience init(_ text: String, in context: ScriptContext) {
    let string = JSStringCreateWithUTF8CString(text)
    defer { JSStringRelease(string) }
    self.init(JSValueMakeString(context.context, string), context)
  }

  /// `undefined`.
  public convenience init(undefinedIn context: ScriptContext) {
    self.init(JSValueMakeUndefined(context.context), context)
  }

  public var isUndefined: Bool { JSValueIsUndefined(context, value) }

  /// The value where it is a boolean, else nil.
  public var boolean: Bool? {
    JSValueIsBoolean(context, value) ? JSValueToBoolean(context, value) : nil
  }

  /// The value where it is a number, else nil.
  public var number: Double? {
    JSValueIsNumber(context, value) ? JSValueToNumber(context, value, nil) : nil
  }

  /// The value as text, nil where there is none.
  public var text: String? {
    if JSValueIsUndefined(context, value) || JSValueIsNull(context, value) { return nil }
    guard let string = JSValueToStringCopy(context, value, nil) else { return nil }
    defer { JSStringRelease(string) }
    let size = JSStringGetMaximumUTF8CStringSize(string)
    return String(unsafeUninitializedCapacity: size) { room in
      room.withMemoryRebound(to: CChar.self) {
        max(JSStringGetUTF8CString(string, $0.baseAddress, size), 1) - 1
      }
    }
  }

  // MARK: Objects

  /// A property of an object.
  public func property(_ name: String) throws(ScriptError) -> ScriptValue {
    let object = try object()
    let key = JSStringCreateWithUTF8CString(name)
    defer { JSStringRelease(key) }
    return try owner.run { JSObjectGetProperty(context, object, key, $0) }
  }

  /// Sets a property of an object.
  public func setProperty(_ name: String, _ new: ScriptValue) throws(ScriptError) {
    let object = try object()
    let key = JSStringCreateWithUTF8CString(name)
    defer { JSStringRelease(key) }
    _ = try owner.run {
      JSObjectSetProperty(
        context, object, key, new.value, JSPropertyAttributes(kJSPropertyAttributeNone), $0)
      return nil
    }
  }

  /// Calls a function.
  @discardableResult
  public func call(_ arguments: [ScriptValue] = []) throws(ScriptError) -> ScriptValue {
    let function = try object()
    let values: [JSValueRef?] = arguments.map(\.value)
    return try owner.run {
      JSObjectCallAsFunction(context, function, nil, values.count, values, $0)
    }
  }

  private func object() throws(ScriptError) -> JSObjectRef {
    guard JSValueIsObject(context, value) else { throw ScriptError("it is no object") }
    return JSValueToObject(context, value, nil)
  }

  // MARK: Bytes

  /// An ArrayBuffer with a copy of bytes.
  public convenience init(
    bytes: [UInt8], in context: ScriptContext
  ) throws(ScriptError) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
    copy.copyBytes(from: bytes)
    let buffer = try context.run {
      JSObjectMakeArrayBufferWithBytesNoCopy(
        context.context, copy.baseAddress, bytes.count, { bytes, _ in bytes?.deallocate() }, nil,
        $0)
    }
    self.init(buffer.value, context)
  }

  /// A Uint8Array over memory that outlives it.
  public convenience init(
    viewing memory: UnsafeMutableRawBufferPointer, in context: ScriptContext
  ) throws(ScriptError) {
    let array = try context.run {
      JSObjectMakeTypedArrayWithBytesNoCopy(
        context.context, kJSTypedArrayTypeUint8Array, memory.baseAddress, memory.count, nil, nil,
        $0)
    }
    self.init(array.value, context)
  }

  /// Lends the bytes of a Uint8Array, which `body` must not keep: any call may move them.
  public func withBytes<Result>(
    _ body: (UnsafeMutableRawBufferPointer) -> Result
  ) throws(ScriptError) -> Result {
    guard JSValueGetTypedArrayType(context, value, nil) == kJSTypedArrayTypeUint8Array else {
      throw ScriptError("it is no Uint8Array")
    }
    let array = try object()
    // The pointer is to the whole buffer, wherever the array begins.
    let base = JSObjectGetTypedArrayBytesPtr(context, array, nil)
    let offset = JSObjectGetTypedArrayByteOffset(context, array, nil)
    let count = JSObjectGetTypedArrayByteLength(context, array, nil)
    guard let base else { return body(UnsafeMutableRawBufferPointer(start: nil, count: 0)) }
    return body(UnsafeMutableRawBufferPointer(start: base + offset, count: count))
  }
}
