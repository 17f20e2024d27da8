import Testing
import Wasmtime

@Suite("Memory")
struct MemoryTests {
  static let page = UInt32(Memory.pageBytes)
  static let outside: [(UInt32, UInt32)] = [
    (page, 1), (page + 1, 0), (0, page + 1), (page - 1, 2), (.max, 0), (.max, 1), (1, .max),
    (.max, .max), (0x8000_0000, 0x8000_0000),
  ]

  let engine: Engine

  init() throws { engine = try Engine() }

  /// Runs `body` with a new instance of `memory.wat`.
  private func withMemory(
    _ body: (borrowing Store<HostState>, Instance, Memory) throws -> Void
  ) throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "memory.wat").instantiate(in: store)
    try body(store, instance, instance.memory(in: store))
  }

  @Test("Host and guest see the same bytes")
  func sharedBytes() throws {
    try withMemory { store, instance, memory in
      #expect(try memory.bytes(in: store, at: 16, count: 5) == Array("hello".utf8))
      try memory.write([7, 8, 9], in: store, at: 100)
      try [10].withUnsafeBytes { try memory.write($0, in: store, at: 103) }
      memory.fill(in: store, at: 104, with: 11)
      let load: TypedFunction<UInt32, UInt32> = try instance.function("load", in: store)
      #expect(try (100..<105).map { try load($0, in: store) } == [7, 8, 9, 10, 11])
    }
  }

  @Test("The last byte and the empty range at the end are inside")
  func theEndIsInside() throws {
    try withMemory { store, _, memory in
      try memory.write([1], in: store, at: Self.page - 1)
      try memory.write([], in: store, at: Self.page)
      #expect(try memory.bytes(in: store, at: Self.page - 1, count: 1) == [1])
      #expect(try memory.bytes(in: store, at: Self.page, count: 0) == [])
      #expect(try memory.bytes(in: store, at: 0, count: Self.page).count == Memory.pageBytes)
    }
  }

  @Test("A range that leaves the memory can be neither read nor written", arguments: outside)
  func rangesOutsideThrow(address: UInt32, count: UInt32) throws {
    try withMemory { store, _, memory in
      let copy = failure { _ = try memory.bytes(in: store, at: address, count: count) }
      let read = failure {
        try memory.withUnsafeBytes(in: store, at: address, count: count) { _ in }
      }
      let write = failure {
        try memory.withUnsafeMutableBytes(in: store, at: address, count: count) { _ in }
      }
      #expect(copy?.code == .outOfBounds)
      #expect(read?.code == .outOfBounds)
      #expect(write?.code == .outOfBounds)
    }
  }

  @Test("Writing past the end throws and writes nothing")
  func writesAreWholeOrNot() throws {
    try withMemory { store, _, memory in
      let bytes: [UInt8] = [1, 2, 3]
      for address in [Self.page - 2, Self.page, .max] {
        let array = failure { try memory.write(bytes, in: store, at: address) }
        let buffer = failure {
          try bytes.withUnsafeBytes { try memory.write($0, in: store, at: address) }
        }
        #expect(array?.code == .outOfBounds)
        #expect(buffer?.code == .outOfBounds)
      }
      let end = try memory.bytes(in: store, at: Self.page - 2, count: 2)
      #expect(end == [0, 0])
    }
  }

  @Test("A memory that has grown is read where it is now")
  func growthIsSeen() throws {
    try withMemory { store, _, memory in
      let before = failure { try memory.write([1], in: store, at: Self.page) }
      #expect(before?.code == .outOfBounds)
      #expect(try memory.grow(pages: 3, in: store) == 1)
      #expect(memory.byteCount(in: store) == 4 * Memory.pageBytes)
      try memory.write([1], in: store, at: 4 * Self.page - 1)
      #expect(try memory.bytes(in: store, at: 16, count: 5) == Array("hello".utf8))
    }
  }

  @Test("A memory does not grow beyond its own maximum", arguments: [4, 65_536, .max] as [UInt64])
  func growthHasAnEnd(pages: UInt64) throws {
    try withMemory { store, _, memory in
      let error = failure { try memory.grow(pages: pages, in: store) }
      #expect(error?.code == .growth)
    }
  }

  @Test("What a closure throws arrives as it is")
  func closuresMayThrow() throws {
    try withMemory { store, _, memory in
      do {
        try memory.withUnsafeBytes(in: store, at: 0, count: 1) { _ in
          throw HostFailure(reason: "inside")
        }
        Issue.record("nothing was thrown")
      } catch {
        #expect(error as? HostFailure == HostFailure(reason: "inside"))
      }
    }
  }

  @Test("Looking up what is no memory throws", arguments: ["missing", "", "load"])
  func missingMemoriesThrow(name: String) throws {
    try withMemory { store, instance, _ in
      let error = failure { _ = try instance.memory(name, in: store) }
      #expect(error?.code == .noSuchExport)
    }
  }

  @Test("Instances do not share their memory")
  func instancesAreApart() throws {
    let pre = try prepare(engine, fixture: "memory.wat")
    let first = makeStore(engine)
    let second = makeStore(engine)
    let firstMemory = try pre.instantiate(in: first).memory(in: first)
    let secondMemory = try pre.instantiate(in: second).memory(in: second)
    try firstMemory.write([1], in: first, at: 16)
    #expect(try secondMemory.bytes(in: second, at: 16, count: 5) == Array("hello".utf8))
  }
}

extension Memory {
  /// Writes one byte without throwing: the compiler knows that only the range can fail.
  fileprivate func fill(
    in store: borrowing Store<HostState>, at address: UInt32, with byte: UInt8
  ) {
    do throws(WasmtimeError) {
      try withUnsafeMutableBytes(in: store, at: address, count: 1) { $0[0] = byte }
    } catch {
      Issue.record(error)
    }
  }
}
