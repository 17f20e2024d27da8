import Synchronization

/// Idle instances with one program loaded. The one used last is handed out first, so that
/// calls from one thread see the same instance while others are not in the way.
final class InstancePool: Sendable {
  /// Idle instances kept; more are made when needed and dropped after use.
  private static let mostIdle = 8

  private let idle = Mutex<[any ProgramInstance]>([])
  let make: @Sendable () throws(PythonGuestError) -> any ProgramInstance

  init(_ make: @escaping @Sendable () throws(PythonGuestError) -> any ProgramInstance) {
    self.make = make
  }

  /// Lends an instance. It is not used again when an error says that it may be broken.
  func withInstance<Result>(
    _ body: (any ProgramInstance) throws(PythonGuestError) -> Result
  ) throws(PythonGuestError) -> Result {
    let instance = try take()
    do throws(PythonGuestError) {
      let result = try body(instance)
      put(back: instance)
      return result
    } catch {
      if error.leavesInstanceUsable, !instance.isEnded { put(back: instance) }
      throw error
    }
  }

  /// Lends an instance to a body that may fail in ways of its own.
  func lendInstance<Result>(
    _ body: (any ProgramInstance) throws -> Result
  ) throws -> Result {
    var foreign: (any Error)?
    let result = try withInstance { (instance) throws(PythonGuestError) -> Result? in
      do {
        return try body(instance)
      } catch let error as PythonGuestError {
        throw error
      } catch {
        foreign = error
        return nil
      }
    }
    if let foreign { throw foreign }
    guard let result else { throw PythonGuestError(.internal, "a call ended without a result") }
    return result
  }

  /// An idle instance or a new one, for its taker alone.
  func take() throws(PythonGuestError) -> any ProgramInstance {
    if let used = idle.withLock({ $0.popLast() }) { return used }
    return try make()
  }

  func put(back instance: any ProgramInstance) {
    idle.withLock { if $0.count < Self.mostIdle { $0.append(instance) } }
  }
}

extension PythonGuestError {
  /// Whether the guest reported the error itself and goes on.
  var leavesInstanceUsable: Bool {
    switch code {
    case .pythonException, .wrongReturnType, .nullReturned, .outOfRange, .invalidInput, .usage:
      true
    default: false
    }
  }
}
