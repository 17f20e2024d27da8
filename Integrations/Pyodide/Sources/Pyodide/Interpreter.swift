import JavaScript
import PythonGuest
import Sandbox

/// Pyodide, started in a JavaScript engine of its own. It belongs to the thread that makes it.
final class Interpreter {
  let watchdog: Watchdog
  private let context: ScriptContext
  private let limits: Limits
  private let output: OutputHandler
  private let distribution: Distribution
  private var functions: [String: ScriptValue] = [:]
  /// Of what the call that runs prints; the watchdog has its time.
  private var account: CallAccount
  /// What the host itself noticed while a script ran.
  private var noticed: PythonGuestError?

  /// How long the host's own work may take: starting, and loading packages.
  private static let patience = Duration.seconds(300)
  private static let names = [
    "runTimers", "record", "resume", "loadPackages", "room", "answer", "reply", "memory",
  ]

  /// Prepares an engine with the distribution's scripts.
  init(
    _ distribution: Distribution, worker: String, limits: Limits, output: @escaping OutputHandler
  ) throws(PythonGuestError) {
    context = ScriptContext()
    watchdog = Watchdog(context)
    self.distribution = distribution
    self.limits = limits
    account = CallAccount(time: limits.time, output: limits.output)
    self.output = output
    try prepare(worker)
  }

  private func prepare(_ worker: String) throws(PythonGuestError) {
    begin(Self.patience, Self.impatience)
    try describing { () throws(ScriptError) in
      try context.evaluate("globalThis", name: "host").setProperty("host", host(worker))
      let prelude = try context.evaluate(
        String(decoding: PackageResources.prelude_js, as: UTF8.self), name: "prelude.js")
      let make = try context.evaluate(
        String(decoding: PackageResources.interpreter_js, as: UTF8.self), name: "interpreter.js")
      let interpreter = try make.call([prelude])
      for name in Self.names { functions[name] = try interpreter.property(name) }
      try context.evaluate(script("pyodide.js"), name: "file:///pyodide/pyodide.js")
    }
  }

  // MARK: Starting

  /// Starts from nothing; answers with a snapshot for ``resume(_:)``.
  func record() throws(PythonGuestError) -> [UInt8] {
    begin(Self.patience, Self.impatience)
    return try describing { () throws(ScriptError) in
      try settle(call("record")).withBytes { Array($0) }
    }
  }

  /// Starts from a snapshot that was recorded with the same distribution.
  func resume(_ snapshot: [UInt8]) throws(PythonGuestError) {
    guard snapshot.count <= limits.memory else {
      let reason = "the snapshot takes \(snapshot.count >> 20) MiB"
      throw PythonGuestError(SandboxError(.memoryAtStart(reason)), limits)
    }
    begin(Self.patience, Self.impatience)
    try describing { () throws(ScriptError) in
      _ = try settle(call("resume", ScriptValue(bytes: snapshot, in: context)))
    }
  }

  /// Loads the distribution's packages that a source imports.
  func loadPackages(for source: String) throws(PythonGuestError) {
    begin(Self.patience, Self.impatience)
    try describing { () throws(ScriptError) in
      _ = try settle(call("loadPackages", ScriptValue(source, in: context)))
    }
  }

  // MARK: Messages

  /// Bytes of WebAssembly memory in use.
  var memoryBytes: Int { (try? call("memory").withBytes(\.count)) ?? 0 }

  /// Answers one message within the limits.
  func exchange(_ request: [UInt8]) throws(PythonGuestError) -> [UInt8] {
    begin(limits.time, PythonGuestError(SandboxError(.time), limits))
    return try describing { () throws(ScriptError) in
      let count = ScriptValue(Double(request.count), in: context)
      let room = try call("room", count)
      try withMemory(at: room, request.count) { $0.copyBytes(from: request) }
      let length = try call("answer", count).number ?? 0
      let reply = try withMemory(at: call("reply"), Int(exactly: length) ?? -1) { Array($0) }
      context.handleEvents()
      return reply
    }
  }

  /// Lends a part of WebAssembly memory.
  private func withMemory<Result>(
    at address: ScriptValue, _ count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Result
  ) throws(ScriptError) -> Result {
    let start = address.number.flatMap { Int(exactly: $0) } ?? -1
    let result: Result? = try call("memory").withBytes { memory in
      guard start >= 0, count >= 0, count <= memory.count, start <= memory.count - count else {
        return nil
      }
      return body(UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + count]))
    }
    guard let result else { throw ScriptError("the reply lies outside of memory") }
    return result
  }

  private func call(
    _ name: String, _ arguments: ScriptValue...
  ) throws(ScriptError) -> ScriptValue {
    guard let function = functions[name] else { throw ScriptError("there is no \(name)") }
    return try function.call(arguments)
  }

  /// Waits for a promise that `interpreter.js` keeps track of.
  private func settle(_ outcome: ScriptValue) throws(ScriptError) -> ScriptValue {
    let start = Watchdog.now()
    while try outcome.property("settled").boolean != true {
      context.handleEvents()
      _ = try call("runTimers")
      guard Watchdog.now() - start < 300 else { throw ScriptError("it does not end") }
    }
    let error = try outcome.property("error")
    if !error.isUndefined { throw ScriptError(error) }
    return try outcome.property("value")
  }

  // MARK: Limits and errors

  private static let impatience = PythonGuestError(
    .internal, "Pyodide took longer than \(patience) to start or to load packages")

  private func begin(_ time: Duration, _ error: PythonGuestError) {
    account.open()
    noticed = nil
    watchdog.begin(time, error)
  }

  /// Tells a limit from what the interpreter itself ran into.
  private func describing<Result>(
    _ body: () throws(ScriptError) -> Result
  ) throws(PythonGuestError) -> Result {
    do throws(ScriptError) {
      let result = try body()
      // What answered in spite of its interrupt has still run too long.
      if let error = watchdog.exceeded { throw ScriptError(error.message) }
      return result
    } catch {
      throw watchdog.exceeded ?? noticed ?? describe(error)
    }
  }

  private func describe(_ error: ScriptError) -> PythonGuestError {
    func says(_ words: String...) -> Bool { words.contains { error.message.contains($0) } }
    let kind: SandboxError.Kind =
      if let status = error.status {
        .exit(status: Int32(clamping: status))
      } else if says("MemoryError", "Out of memory") {
        .memory
      } else if says("call stack size", "RecursionError") {
        .stackOverflow
      } else {
        .crash(Self.line(error.message))
      }
    return PythonGuestError(SandboxError(kind, underlying: error), limits)
  }

  /// The last line that says something: Python's own errors are whole tracebacks.
  private static func line(_ text: String) -> String {
    String(text.split(whereSeparator: \.isNewline).last ?? "without a word")
  }

  // MARK: What scripts may ask of the host

  private func host(_ worker: String) throws(ScriptError) -> ScriptValue {
    let bridge = String(decoding: PackageResources.bridge_py, as: UTF8.self)
    return try context.object([
      "bridge": ScriptValue(bridge, in: context),
      "worker": ScriptValue(worker, in: context),
      "maximumPages": ScriptValue(Double(min(limits.memory >> 16, 65_536)), in: context),
      "interruptBuffer": ScriptValue(viewing: watchdog.interruptBuffer, in: context),
      "file": context.function { [unowned self] (values, context) throws(ScriptError) in
        try ScriptValue(bytes: file(values.first?.text ?? ""), in: context)
      },
      "evaluate": context.function { [unowned self] (values, context) throws(ScriptError) in
        let name = values.first?.text ?? ""
        return try context.evaluate(script(name), name: "file:///pyodide/\(name)")
      },
      "print": context.function { [unowned self] (values, context) throws(ScriptError) in
        guard values.count == 2 else { throw ScriptError("print takes a stream and bytes") }
        let text = try values[1].withBytes { Array($0) }
        print(text, values[0].number == 2 ? .standardError : .standardOutput)
        return ScriptValue(Double(text.count), in: context)
      },
      "log": context.function { [unowned self] (values, context) in
        print(Array("\(values.first?.text ?? "")\n".utf8), .standardError)
        return ScriptValue(undefinedIn: context)
      },
      "now": context.function { (_, context) in
        ScriptValue(Watchdog.now() * 1000, in: context)
      },
      "random": context.function { (values, context) throws(ScriptError) in
        var generator = SystemRandomNumberGenerator()
        try values.first?.withBytes { bytes in
          for index in bytes.indices { bytes[index] = generator.next() }
        }
        return ScriptValue(undefinedIn: context)
      },
    ])
  }

  /// A file of the distribution for a script; what is wrong with it is kept for the caller.
  private func file(_ name: String) throws(ScriptError) -> [UInt8] {
    do {
      return try distribution.file(name)
    } catch {
      noticed = error
      throw ScriptError(error.message)
    }
  }

  private func script(_ name: String) throws(ScriptError) -> String {
    String(decoding: try file(name), as: UTF8.self)
  }

  private func print(_ text: [UInt8], _ stream: OutputStream) {
    guard watchdog.exceeded?.code != .outputLimit else { return }
    do throws(SandboxError) {
      try account.charge(output: text.count)
    } catch {
      return watchdog.end(PythonGuestError(error, limits))
    }
    RunningCall.$deadline.withValue(watchdog.callEnd) { output(stream, text) }
  }
}
