import Columns
import PythonGuest
import TestSupport
import Testing

/// The standard library inside the guest. Each function of the fixtures checks itself.
@Suite("Standard library")
struct LibraryTests {
  @Test("A module does what it should", arguments: Fixture.names(in: "Library"))
  func modules(_ file: String) throws {
    let program = try program(fixture: "Library/\(file).py")
    #expect(!program.functions.isEmpty)
    #expect(program.notOffered.isEmpty)
    for function in program.functions {
      let name = function.signature.name
      do {
        #expect(try function.call([]) == .bool(true), "\(name)")
      } catch {
        Issue.record("\(name): \(error.traceback ?? error.message)")
      }
    }
  }

  @Test("Recursion of every kind reaches 900 levels, and ends in order")
  func depth() throws {
    let program = try program(fixture: "depth.py")
    #expect(program.functions.count > 15)
    for function in program.functions {
      let name = function.signature.name
      guard case .int64(let levels) = try function.call([]) else { continue }
      #expect(900...1000 ~= levels, "\(name): \(levels)")
    }
  }
}
