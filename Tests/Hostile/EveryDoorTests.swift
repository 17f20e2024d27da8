import Columns
import GuestInterface
import TestSupport
import Testing
import Wasmtime

@testable import PythonGuest

/// What holds for each door of the sandbox, and must for one that is added.
@Suite("Every door of the sandbox", .interruptedInEveryWay)
struct EveryDoorTests {
  private static let values: [Int64] = [
    0, -1, 8, 262_140, Int64(Int32.max), Int64(Int32.min), .max, .min,
  ]

  /// A guest whose function uses a door with the same value for all that it takes.
  private static func guest(_ door: Door, _ value: Int64, isEndless: Bool) -> LyingGuest {
    let arguments = door.type.parameters.map { kind in
      kind == .i32
        ? "(i32.const \(Int32(truncatingIfNeeded: value)))" : "(\(kind).const \(value))"
    }
    let call = "(call $door \(arguments.joined(separator: " ")))"
    let use = door.type.results.isEmpty ? call : "(drop \(call))"
    return LyingGuest {
      $0.imports = importing(door)
      $0.call = "\(isEndless ? "(loop \(use) br 0)" : use) i32.const \(LyingGuest.callReply)"
    }
  }

  private static func importing(_ door: Door) -> String {
    let parameters = door.type.parameters.map { "(param \($0))" }.joined(separator: " ")
    let results = door.type.results.map { "(result \($0))" }.joined()
    return """
      (import "\(GuestImport.module)" "\(door.name)" (func $door \(parameters) \(results)))
      """
  }

  private static func limit(_ account: Door.Account) -> PythonGuestError.Code {
    switch account {
    case .time: .timeLimit
    case .output: .outputLimit
    }
  }

  @Test("Whatever it is given, it answers or ends the call", arguments: Door.all.map(\.name))
  func hostileArguments(_ name: String) throws {
    let door = try #require(Door.all.first { $0.name == name })
    for value in Self.values {
      let program = try Self.guest(door, value, isEndless: false).program(
        limits: Limits(time: .milliseconds(50), output: 10_000))
      do {
        #expect(try program.value("f", .int64(1)) == .int64(7))
      } catch let error as PythonGuestError {
        #expect([.guestCrashed, .timeLimit, .outputLimit].contains(error.code), "\(value)")
        #expect(error.function == "f")
      }
    }
  }

  @Test("Used for ever, it ends the call with its own limit", arguments: Door.all.map(\.name))
  func endlessUse(_ name: String) throws {
    let door = try #require(Door.all.first { $0.name == name })
    // 1 is standard output, and an address and a count that are in memory.
    let program = try Self.guest(door, 1, isEndless: true).program(
      limits: Limits(time: .seconds(1), output: 1000))
    let error = try failure { try program.value("f", .int64(1)) }
    // The one that ends the instance is not used twice.
    #expect(error.code == (name == GuestImport.exit ? .guestCrashed : Self.limit(door.account)))
  }

  @Test func theImageImportsTheListedDoorsAndNothingElse() throws {
    let imports = try TestSandbox.image.module.imports
    #expect(imports.count == Door.all.count)
    for door in Door.all {
      let found = imports.first { $0.name == door.name }
      #expect(found?.module == GuestImport.module)
      #expect(found?.type == .function(door.type))
    }
  }

  @Test("All doors that there are stand open to programs without permissions") func openDoors() {
    #expect(Door.all.allSatisfy { $0.permission == nil })
    #expect(Permissions().granted.isEmpty)
  }

  // MARK: Permissions

  private static let permission = Permission("testing")
  private static let door = Door("test", needs: permission, chargedTo: .time) {
    (_: borrowing Caller<HostState>, value: Int64) -> Int64 in
    value + 1
  }

  /// An image with a door more, whose guest answers with what that door says.
  private static func image() throws -> Image {
    let guest = LyingGuest {
      $0.imports = importing(door)
      $0.call = """
        (i64.store (i32.const \(LyingGuest.values)) (call $door (i64.const 41)))
        i32.const \(LyingGuest.callReply)
        """
    }
    let runtime = try TestSandbox.runtime
    return try Image(
      runtime: runtime, module: Module(runtime.engine, text: guest.text),
      doors: Door.all + [door])
  }

  @Test func aDoorIsShutToProgramsWithoutItsPermission() throws {
    let image = try Self.image()
    let granted = try Program(
      source: "", file: "lie.py", image: image, permissions: Permissions([Self.permission]))
    #expect(try granted.value("f", .int64(1)) == .int64(42))
    for other in [Permissions(), Permissions([Permission("another")])] {
      let program = try Program(source: "", file: "lie.py", image: image, permissions: other)
      for _ in 0..<2 {
        let error = try failure { try program.value("f", .int64(1)) }
        #expect(error.code == .permissionDenied)
        #expect(error.message == "f used the door test without the permission testing")
      }
    }
    #expect(try granted.value("f", .int64(1)) == .int64(42))
  }

  @Test func anImageWithAnotherImportThanTheDoorsDoesNotLoad() throws {
    let guest = LyingGuest { $0.imports = Self.importing(Self.door) }
    let error = try failure { _ = try guest.image() }
    #expect(error.code == .internal)
  }
}
