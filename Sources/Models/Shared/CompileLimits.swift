import Foundation
import PythonGuest
import Synchronization
import Wasmtime

/// What compiling a module may take. wasmtime promises no bound, and cannot be interrupted.
struct CompileLimits: Sendable {
  /// Of the binary form.
  let bytes: Int
  let seconds: Int
  /// Those that were given up.
  var abandoned = Abandoned.ofProcess

  /// For files that anyone may have made.
  static let ofStrangers = CompileLimits(bytes: 64 << 20, seconds: 60)

  /// For what was set up, and is known.
  static let ofParts = CompileLimits(bytes: 1 << 30, seconds: 3600)

  /// Counts compilations that were given up, and go on until they or the process end.
  final class Abandoned: Sendable {
    static let ofProcess = Abandoned()
    private static let most = 2
    private let count = Mutex(0)

    var isFull: Bool { count.withLock { $0 >= Self.most } }

    func add(_ number: Int) { count.withLock { $0 += number } }
  }

  /// Reads a file that is to be compiled.
  ///
  /// - Throws: `usage`, where it is too large, no file, or cannot be read.
  func read(_ path: String) throws(PythonGuestError) -> [UInt8] {
    func refusal(_ why: String) -> PythonGuestError {
      PythonGuestError(.usage, of: .file(path), why)
    }
    // Not waiting for whoever writes to a pipe of that name.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw refusal("cannot be read") }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal("cannot be read: it is no regular file")
    }
    guard status.st_size <= bytes else {
      throw refusal("is larger than \(bytes >> 20) MiB, the limit for what is compiled")
    }
    guard let data = try? handle.read(upToCount: Int(status.st_size)) else {
      if status.st_size == 0 { return [] }
      throw refusal("cannot be read")
    }
    return Array(data)
  }

  /// Runs a compilation on a thread of its own, no longer than the limit says.
  ///
  /// - Parameter title: what it compiles.
  /// - Throws: `time_limit`, or what `refusal` makes of the compiler's error.
  func run<Made: Sendable>(
    _ title: String, refusal: (WasmtimeError) -> PythonGuestError,
    _ compile: @escaping @Sendable () throws(WasmtimeError) -> Made
  ) throws(PythonGuestError) -> Made {
    guard !abandoned.isFull else {
      throw PythonGuestError(
        .timeLimit, of: .file(title), "is not compiled while others take longer than they may")
    }
    let work = Work<Made>(abandoned)
    let thread = Thread { work.finish(Result { () throws(WasmtimeError) in try compile() }) }
    thread.stackSize = 8 << 20
    thread.start()
    let result = Announcement.during("compiling \(title), once on this machine") {
      work.wait(seconds: seconds)
    }
    switch result {
    case .success(let made): return made
    case .failure(let error): throw refusal(error)
    case nil:
      throw PythonGuestError(
        .timeLimit, of: .file(title), "took longer to compile than the limit of \(seconds) s")
    }
  }

  /// A compilation under way. The one that ends late is counted until then.
  private final class Work<Made: Sendable>: Sendable {
    private let state = Mutex((result: Result<Made, WasmtimeError>?.none, isAbandoned: false))
    private let done = DispatchSemaphore(value: 0)
    private let abandoned: Abandoned

    init(_ abandoned: Abandoned) { self.abandoned = abandoned }

    func finish(_ result: Result<Made, WasmtimeError>) {
      let isLate = state.withLock { state in
        if !state.isAbandoned { state.result = result }
        return state.isAbandoned
      }
      if isLate { abandoned.add(-1) }
      done.signal()
    }

    func wait(seconds: Int) -> Result<Made, WasmtimeError>? {
      _ = done.wait(timeout: .now() + .seconds(seconds))
      return state.withLock { state in
        if state.result == nil {
          state.isAbandoned = true
          abandoned.add(1)
        }
        return state.result
      }
    }
  }
}
