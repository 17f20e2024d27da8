import Foundation
import Testing
import Wasmtime

@Suite("SharedContents")
struct SharedContentsTests {
  static let page = Memory.pageBytes
  static let parts = [page..<3 * page, 5 * page..<6 * page, 7 * page..<8 * page]

  /// An instance of `pages.wat`.
  private final class Guest {
    let store: Store<HostState>
    let instance: Instance
    let memory: Memory

    init(_ template: InstancePre<HostState>, _ engine: Engine) throws {
      store = makeStore(engine)
      instance = try template.instantiate(in: store)
      memory = try instance.memory(in: store)
    }

    func bytes() throws -> [UInt8] {
      try memory.bytes(in: store, at: 0, count: UInt32(memory.byteCount(in: store)))
    }

    func set(_ address: Int, _ value: UInt32) throws {
      let set: TypedFunction<Void, UInt32, UInt32> = try instance.function("store", in: store)
      try set(UInt32(address), value, in: store)
    }

    func grow(pages: UInt32) throws -> UInt32 {
      let grow: TypedFunction<UInt32, UInt32> = try instance.function("grow", in: store)
      return try grow(pages, in: store)
    }
  }

  private let engine: Engine
  private let template: InstancePre<HostState>

  init() throws {
    engine = try Engine()
    template = try prepare(engine, fixture: "pages.wat")
  }

  private func guest() throws -> Guest { try Guest(template, engine) }

  /// An instance that has written to every page, and what is kept of it.
  private func kept() throws -> (contents: SharedContents, bytes: [UInt8]) {
    let guest = try guest()
    for page in 0..<8 { try guest.set(page * Self.page + 100, UInt32(page) + 1) }
    let contents = try SharedContents(Self.parts, of: guest.memory, in: guest.store)
    return (try #require(contents), try guest.bytes())
  }

  @Test("A memory holds the contents in their parts, and elsewhere what it held")
  func replacement() throws {
    let (contents, bytes) = try kept()
    let guest = try guest()
    var expected = try guest.bytes()
    for part in Self.parts { expected.replaceSubrange(part, with: bytes[part]) }
    try guest.memory.replace(with: contents, in: guest.store)
    #expect(try guest.bytes() == expected)
  }

  @Test("What one instance writes no other sees, nor one made after, nor a part laid over again")
  func isolation() throws {
    let contents = try kept().contents
    let first = try guest()
    let second = try guest()
    try first.memory.replace(with: contents, in: first.store)
    try second.memory.replace(with: contents, in: second.store)
    let before = try second.bytes()
    for part in Self.parts {
      for address in stride(from: part.lowerBound, to: part.upperBound, by: 512) {
        try first.set(address, 0xee)
      }
    }
    #expect(try second.bytes() == before)
    let third = try guest()
    try third.memory.replace(with: contents, in: third.store)
    #expect(try third.bytes() == before)
    #expect(try first.bytes() != before)
    try first.memory.replace(with: contents, in: first.store)
    #expect(try first.bytes() == before)
  }

  @Test("A memory keeps its contents as it grows, and after they are given up")
  func growth() throws {
    let guest = try guest()
    let bytes = try {
      let contents = try kept().contents
      try guest.memory.replace(with: contents, in: guest.store)
      return try guest.bytes()
    }()
    #expect(try guest.grow(pages: 8) == 8)
    #expect(try guest.bytes() == bytes + [UInt8](repeating: 0, count: 8 * Self.page))
    try guest.set(7 * Self.page, 5)
    try guest.set(15 * Self.page, 6)
    #expect(try guest.memory.bytes(in: guest.store, at: UInt32(7 * Self.page), count: 1) == [5])
  }

  @Test("Nothing beyond a memory becomes accessible")
  func end() throws {
    let guest = try guest()
    try guest.memory.replace(with: kept().contents, in: guest.store)
    let trap = failure { try guest.set(8 * Self.page, 1) }
    #expect(trap?.code == .trap(.memoryOutOfBounds))
  }

  @Test(
    "Parts that are no rising pages of the memory are refused",
    arguments: [
      [0..<100], [1..<page + 1], [page..<page], [-page..<0], [7 * page..<9 * page],
      [page..<2 * page, page..<2 * page], [2 * page..<3 * page, 0..<page],
      [1 << 32..<1 << 32 + page], [0..<Int.max / page * page],
    ])
  func refusedParts(parts: [Range<Int>]) throws {
    let guest = try guest()
    let error = failure { _ = try SharedContents(parts, of: guest.memory, in: guest.store) }
    #expect(error?.code == .outOfBounds)
  }

  @Test("A smaller memory is refused and left as it is")
  func smaller() throws {
    let contents = try kept().contents
    let store = makeStore(engine)
    let memory = try prepare(engine, fixture: "memory.wat").instantiate(in: store)
      .memory(in: store)
    let before = try memory.bytes(in: store, at: 0, count: UInt32(Self.page))
    #expect(failure { try memory.replace(with: contents, in: store) }?.code == .outOfBounds)
    #expect(try memory.bytes(in: store, at: 0, count: UInt32(Self.page)) == before)
  }

  @Test("Memories of a pool, which others get later, share nothing")
  func pool() throws {
    var configuration = Configuration()
    configuration.pooling = Configuration.Pooling()
    configuration.pooling?.instances = 2
    let engine = try Engine(configuration)
    let guest = try Guest(prepare(engine, fixture: "pages.wat"), engine)
    #expect(try SharedContents(Self.parts, of: guest.memory, in: guest.store) == nil)
    let contents = try kept().contents
    #expect(
      failure { try guest.memory.replace(with: contents, in: guest.store) }?.code == .other)
  }

  @Test("Contents take a file as long as they live, and no more than the process can spare")
  func files() async {
    await #expect(processExitsWith: .success) {
      func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
      }
      let tests = try SharedContentsTests()
      _ = try tests.kept()
      let before = try openFiles()
      for _ in 0..<300 { _ = try tests.kept() }
      #expect(try openFiles() == before)
      let guest = try tests.guest()
      func made() throws -> SharedContents? {
        try SharedContents(Self.parts, of: guest.memory, in: guest.store)
      }
      try withExtendedLifetime((0..<300).compactMap { _ in try made() }) { contents in
        #expect(contents.count == 256)
      }
      var limit = rlimit()
      limit.rlim_cur = 0
      limit.rlim_max = 4096
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      #expect(try made() == nil)
      limit.rlim_cur = 4096
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      #expect(try made() != nil)
    }
  }
}
