import GuestInterface
import Sandbox
import Wasmtime

/// One import of the guest, which leads out of its memory: what it is called with, what it does,
/// who may use it, and what using it is charged to.
struct Door: Sendable {
  /// Its name in the module ``GuestImport/module``.
  let name: String
  /// What it is called with, and answers with.
  let type: FunctionType
  /// What a program must have been granted to use it; nil for a door that is open to all.
  let permission: Permission?
  /// What bounds its use.
  let account: Account
  private let open: Opening

  /// What bounds the use of a door: one that is used for ever ends the call with that limit.
  enum Account: Sendable {
    case time, output
  }

  private typealias Opening =
    @Sendable (inout Linker<HostState>) throws(WasmtimeError) -> Void

  /// A door with an answer.
  init<Answer: WasmValue, each Parameter: WasmValue>(
    _ name: String, needs permission: Permission? = nil, chargedTo account: Account,
    _ body:
      @escaping @Sendable (borrowing Caller<HostState>, repeat each Parameter) throws -> Answer
  ) {
    self.init(name, permission, account, Self.type([Answer.kind], repeat (each Parameter).self)) {
      linker throws(WasmtimeError) in
      try linker.define(GuestImport.module, name) {
        (caller: borrowing Caller<HostState>, values: repeat each Parameter) in
        try Self.check(permission, of: name, caller.state)
        return try body(caller, repeat each values)
      }
    }
  }

  /// A door without an answer.
  init<each Parameter: WasmValue>(
    _ name: String, needs permission: Permission? = nil, chargedTo account: Account,
    _ body: @escaping @Sendable (borrowing Caller<HostState>, repeat each Parameter) throws -> Void
  ) {
    self.init(name, permission, account, Self.type([], repeat (each Parameter).self)) {
      linker throws(WasmtimeError) in
      try linker.define(GuestImport.module, name) {
        (caller: borrowing Caller<HostState>, values: repeat each Parameter) in
        try Self.check(permission, of: name, caller.state)
        try body(caller, repeat each values)
      }
    }
  }

  private init(
    _ name: String, _ permission: Permission?, _ account: Account, _ type: FunctionType,
    _ open: @escaping Opening
  ) {
    self.name = name
    self.permission = permission
    self.account = account
    self.type = type
    self.open = open
  }

  private static func type<each Parameter: WasmValue>(
    _ results: [ValueKind], _: repeat (each Parameter).Type
  ) -> FunctionType {
    var parameters: [ValueKind] = []
    repeat parameters.append((each Parameter).kind)
    return FunctionType(parameters: parameters, results: results)
  }

  /// Keeps a door shut to programs that were not granted its permission. Modules are bound to doors
  /// once, for all programs, so each use looks.
  private static func check(
    _ permission: Permission?, of name: String, _ state: HostState
  ) throws(SandboxError) {
    // Code that only goes through doors may never reach for memory.
    if state.isCondemned { throw SandboxError(.time) }
    guard let permission, !state.permissions.granted.contains(permission) else { return }
    throw SandboxError(.shut(door: name, permission: permission.name))
  }
}

extension Door {
  /// Adds it to what modules may import.
  func define(in linker: inout Linker<HostState>) throws(WasmtimeError) { try open(&linker) }

  /// All that a guest can reach outside its memory.
  static let all: [Door] = [.clock, .random, .sleep, .output, .exit]
}

extension Linker<HostState> {
  /// A linker with exactly these doors.
  init(_ engine: Engine, doors: [Door]) throws(WasmtimeError) {
    self.init(engine)
    for door in doors { try door.define(in: &self) }
  }
}
