internal import CJavaScriptCore

/// A function of the host that scripts may call.
private final class HostFunction {
  let owner: Unmanaged<ScriptContext>
  let body: ([ScriptValue], ScriptContext) throws(ScriptError) -> ScriptValue

  init(
    _ owner: ScriptContext,
    _ body: @escaping ([ScriptValue], ScriptContext) throws(ScriptError) -> ScriptValue
  ) {
    // The function is the context's, so it does not keep it alive.
    self.owner = .passUnretained(owner)
    self.body = body
  }

  /// The class of such functions, which hold the host's own as their private data.
  nonisolated(unsafe) static let functionClass = {
    var definition = kJSClassDefinitionEmpty
    definition.callAsFunction = { _, function, _, count, arguments, exception in
      HostFunction.call(function, count, arguments, exception)
    }
    definition.finalize = { function in
      guard let data = JSObjectGetPrivate(function) else { return }
      Unmanaged<HostFunction>.fromOpaque(data).release()
    }
    return JSClassCreate(&definition)
  }()

  static func call(
    _ function: JSObjectRef?, _ count: Int, _ arguments: UnsafePointer<JSValueRef?>?,
    _ exception: UnsafeMutablePointer<JSValueRef?>?
  ) -> JSValueRef? {
    guard let data = JSObjectGetPrivate(function) else { return nil }
    let own = Unmanaged<HostFunction>.fromOpaque(data).takeUnretainedValue()
    let owner = own.owner.takeUnretainedValue()
    let values = (0..<count).map { index in
      ScriptValue(arguments?[index] ?? JSValueMakeUndefined(owner.context), owner)
    }
    do throws(ScriptError) {
      return try own.body(values, owner).value
    } catch {
      let message: JSValueRef? = ScriptValue(error.message, in: owner).value
      exception?.pointee = JSObjectMakeError(owner.context, 1, [message], nil)
      return JSValueMakeUndefined(owner.context)
    }
  }
}

extension ScriptContext {
  /// A function that scripts may call.
  public func function(
    _ body: @escaping ([ScriptValue], ScriptContext) throws(ScriptError) -> ScriptValue
  ) -> ScriptValue {
    let function = Unmanaged.passRetained(HostFunction(self, body))
    return ScriptValue(JSObjectMake(context, HostFunction.functionClass, function.toOpaque()), self)
  }

  /// An object with those properties.
  public func object(_ properties: [String: ScriptValue]) throws(ScriptError) -> ScriptValue {
    let object = ScriptValue(JSObjectMake(context, nil, nil), self)
    for (name, value) in properties { try object.setProperty(name, value) }
    return object
  }
}
