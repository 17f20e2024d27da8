public import Columns
import Foundation
import JavaScript
import Models
public import PythonGuest
import Synchronization

/// Pyodide's official distribution in JavaScriptCore, without Node.js and without a browser.
public final class PyodideModel: ExecutionModel {
  public let distribution: Distribution
  /// What makes an interpreter serve messages.
  package let worker: String
  private let snapshot = Mutex<[UInt8]?>(nil)

  /// Runs programs with a distribution.
  ///
  /// - Throws: `internal`, where the worker's script was not built.
  public init(_ distribution: Distribution) throws(PythonGuestError) {
    self.distribution = distribution
    worker = try WorkerScript.text()
    EngineSettings.apply()
  }

  public func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    try PyodideInstance(source, over: transport(source))
  }

  /// Starts an instance whose messages are kept.
  package func startRecording(
    _ source: ProgramSource
  ) throws(PythonGuestError) -> (PyodideInstance, RecordingTransport) {
    let record = RecordingTransport(try transport(source))
    return (try PyodideInstance(source, over: record), record)
  }

  private func transport(_ source: ProgramSource) throws(PythonGuestError) -> PyodideTransport {
    try PyodideTransport(distribution, worker: worker, snapshot: try recorded(), source)
  }

  /// The snapshot that instances start from: of the cache, or recorded now, which takes seconds.
  private func recorded() throws(PythonGuestError) -> [UInt8] {
    let result = snapshot.withLock { kept in
      Result { () throws(PythonGuestError) in
        if let kept { return kept }
        let key = SnapshotStore.key(distribution, worker: worker)
        let found = SnapshotStore.find(key)
        let bytes = if let found { found } else { try record(key) }
        kept = bytes
        return bytes
      }
    }
    return try result.get()
  }

  /// Boots without a snapshot and keeps a new one.
  package func recordAfresh() throws(PythonGuestError) {
    _ = try record(SnapshotStore.key(distribution, worker: worker))
  }

  private func record(_ key: String) throws(PythonGuestError) -> [UInt8] {
    let (distribution, worker) = (distribution, worker)
    let thread = PyodideTransport.thread()
    defer { thread.end() }
    let result = thread.run {
      Result { () throws(PythonGuestError) in
        try Interpreter(distribution, worker: worker, limits: Limits()) { _, _ in }.record()
      }
    }
    guard let result else { throw PythonGuestError(.internal, "the interpreter's thread ended") }
    let bytes = try result.get()
    SnapshotStore.keep(bytes, as: key)
    return bytes
  }
}

/// A program in Pyodide.
public final class PyodideInstance: ProgramInstance {
  public var functions: [Signature] { program.functions }
  public var notOffered: [NotOffered] { program.notOffered }
  private let program: WorkerInstance
  private let transport: any InterpreterTransport

  init(
    _ source: ProgramSource, over transport: any InterpreterTransport
  ) throws(PythonGuestError) {
    self.transport = transport
    program = try WorkerInstance(source, over: transport)
  }

  /// Bytes of WebAssembly memory that the interpreter has taken.
  public var memoryBytes: Int { transport.memoryBytes }

  public func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    try program.call(function, batch)
  }
}
