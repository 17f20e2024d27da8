internal import CJavaScriptCore

/// A JavaScript engine with one global object, WebAssembly included. It reaches nothing of the
/// machine but the functions that are defined for it.
///
/// It belongs to the thread that makes it: completions of the engine's own asynchronous work
/// arrive in that thread's event loop, which ``waitForEvents()`` runs.
public final class ScriptContext {
  let context: JSGlobalContextRef
  private let group: JSContextGroupRef
  private let events: OpaquePointer
  var interrupted: (@Sendable () -> Double?)?

  /// Starts an engine.
  public init() {
    // The engine takes the event loop that is the thread's own when it starts.
    events = g_main_context_new()
    g_main_context_push_thread_default(events)
    group = JSContextGroupCreate()
    context = JSGlobalContextCreateInGroup(group, nil)
  }

  deinit {
    JSGlobalContextRelease(context)
    JSContextGroupRelease(group)
    while g_main_context_iteration(events, 0) != 0 {}
    g_main_context_pop_thread_default(events)
    g_main_context_unref(events)
  }

  /// Handles events until none is left that is due.
  public func handleEvents() {
    while g_main_context_iteration(events, 0) != 0 {}
  }

  // MARK: Scripts

  /// Runs a script, and what it left to be done at once.
  ///
  /// - Parameter name: what error messages call it.
  @discardableResult
  public func evaluate(_ source: String, name: String) throws(ScriptError) -> ScriptValue {
    let script = JSStringCreateWithUTF8CString(source)
    let file = JSStringCreateWithUTF8CString(name)
    defer {
      JSStringRelease(script)
      JSStringRelease(file)
    }
    return try run { JSEvaluateScript(context, script, nil, file, 1, $0) }
  }

  /// The value of a global name.
  public func global(_ name: String) throws(ScriptError) -> ScriptValue {
    try ScriptValue(JSContextGetGlobalObject(context), self).property(name)
  }

  /// Runs what may throw in JavaScript.
  func run(
    _ body: (UnsafeMutablePointer<JSValueRef?>) -> JSValueRef?
  ) throws(ScriptError) -> ScriptValue {
    var exception: JSValueRef?
    let result = body(&exception)
    if let exception { throw ScriptError(ScriptValue(exception, self)) }
    return ScriptValue(result ?? JSValueMakeUndefined(context), self)
  }

  // MARK: Time

  /// Has `check` asked once scripts have run for that long, on their thread; it answers with the
  /// seconds until it is asked again, or nil to end the script. Nothing is usable then.
  public func interrupt(
    after seconds: Double, _ check: @escaping @Sendable () -> Double?
  ) {
    interrupted = check
    askAgain(after: seconds)
  }

  /// Has the check of ``interrupt(after:_:)`` asked at another time than it named.
  public func askAgain(after seconds: Double) {
    let own = Unmanaged.passUnretained(self).toOpaque()
    JSContextGroupSetExecutionTimeLimit(
      group, seconds,
      { _, data in
        guard let data else { return true }
        let context = Unmanaged<ScriptContext>.fromOpaque(data).takeUnretainedValue()
        guard let again = context.interrupted?() else { return true }
        context.askAgain(after: again)
        return false
      }, own)
  }
}

/// What a script threw.
public struct ScriptError: Error, CustomStringConvertible {
  /// The exception's class, where it has one.
  public var name: String
  /// Its text.
  public var message: String
  /// The number in its `status`, if it ends a program.
  public var status: Int?

  public init(_ message: String) {
    name = "Error"
    self.message = message
  }

  /// Reads a thrown value.
  public init(_ exception: ScriptValue) {
    name = (try? exception.property("name").text) ?? "Error"
    message = (try? exception.property("message").text) ?? exception.text ?? "ended"
    status = (try? exception.property("status"))?.number.flatMap { Int(exactly: $0) }
  }

  public var description: String { "\(name): \(message)" }
}
