import CMemoryFile
import Glibc
import Synchronization

/// The contents of parts of a memory, for other memories to begin with. They share its pages
/// copy-on-write.
public final class SharedContents: Sendable {
  /// The parts in bytes of memory: whole WebAssembly pages, rising.
  public let parts: [Range<Int>]
  /// A sealed file in memory that holds the parts one after another.
  private let file: Int32
  private static let open = Atomic(0)
  /// More would use up the process's descriptors.
  private static let mostOpen = 256

  /// Keeps parts of a memory.
  ///
  /// - Parameter parts: whole WebAssembly pages, rising.
  /// - Returns: nil where memories cannot share, for want of the system's help, because the engine
  ///   has a pool of memories, or beyond 256 contents in the process; copy the bytes then.
  /// - Throws: ``WasmtimeError/Code/outOfBounds`` where they are no such parts of this memory.
  public init?<State>(
    _ parts: [Range<Int>], of memory: Memory, in store: borrowing Store<State>
  ) throws(WasmtimeError) {
    let sources = try memory.ranges(parts, store.context)
    guard !store.recyclesMemory, let file = Self.countedFile(sources) else { return nil }
    self.parts = parts
    self.file = file
  }

  private static func countedFile(_ sources: [UnsafeMutableRawBufferPointer]) -> Int32? {
    if open.add(1, ordering: .relaxed).newValue <= mostOpen, let file = sealedFile(sources) {
      return file
    }
    open.subtract(1, ordering: .relaxed)
    return nil
  }

  deinit {
    close(file)
    Self.open.subtract(1, ordering: .relaxed)
  }
}

extension Memory {
  /// Puts contents in place of what the memory holds there.
  ///
  /// Nothing may run in the store after an error.
  ///
  /// - Throws: ``WasmtimeError/Code/outOfBounds`` where the memory is smaller than that,
  ///   ``WasmtimeError/Code/other`` where the system refuses, or the engine has a pool of
  ///   memories: the next instance would find the contents there.
  public func replace<State>(
    with contents: SharedContents, in store: borrowing Store<State>
  ) throws(WasmtimeError) {
    guard !store.recyclesMemory else {
      throw WasmtimeError(.other, "memories of a pool cannot share contents")
    }
    try contents.map(over: ranges(contents.parts, store.context))
  }

  fileprivate func ranges(
    _ parts: [Range<Int>], _ context: OpaquePointer
  ) throws(WasmtimeError) -> [UnsafeMutableRawBufferPointer] {
    var end = 0
    var ranges: [UnsafeMutableRawBufferPointer] = []
    for part in parts {
      guard part.lowerBound >= end, !part.isEmpty, part.lowerBound % Memory.pageBytes == 0,
        part.count % Memory.pageBytes == 0,
        let address = UInt32(exactly: part.lowerBound)
      else { throw WasmtimeError(.outOfBounds, "\(part) are no pages of a memory") }
      ranges.append(try range(context, address, part.count))
      end = part.upperBound
    }
    return ranges
  }
}

extension SharedContents {
  fileprivate static func sealedFile(_ sources: [UnsafeMutableRawBufferPointer]) -> Int32? {
    let flags = UInt32(MEMORY_FILE_CLOSE_ON_EXEC | MEMORY_FILE_ALLOW_SEALING)
    var file = memfd_create("wasm", flags | UInt32(MEMORY_FILE_NEVER_EXECUTABLE))
    // Linux before 6.3 does not know the last flag.
    if file < 0 { file = memfd_create("wasm", flags) }
    guard file >= 0 else { return nil }
    // Sealed, it can be neither written to nor cut while memories are mapped to it.
    guard sources.allSatisfy({ append($0, to: file) }),
      fcntl(file, Int32(MEMORY_FILE_ADD_SEALS), Int32(MEMORY_FILE_SEALS)) == 0
    else {
      close(file)
      return nil
    }
    return file
  }

  private static func append(_ bytes: UnsafeMutableRawBufferPointer, to file: Int32) -> Bool {
    var rest = UnsafeRawBufferPointer(bytes)
    while !rest.isEmpty {
      let count = write(file, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
    return true
  }

  fileprivate func map(
    over targets: [UnsafeMutableRawBufferPointer]
  ) throws(WasmtimeError) {
    var offset = 0
    for target in targets {
      // A private mapping over a part of wasmtime's reservation, like wasmtime's own; it is unmapped
      // together with the reservation.
      let place = mmap(
        target.baseAddress, target.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file,
        offset)
      guard place == target.baseAddress else {
        throw WasmtimeError(.other, "memory cannot be mapped (os error \(errno))")
      }
      offset += target.count
    }
  }
}
