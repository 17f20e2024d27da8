import CWasmtime

/// How an ``Engine`` compiles and runs modules.
///
/// A serialised module can be loaded only by an engine with the same compilation
/// settings: `epochInterruption`, `optimization`, `features`, `nativeUnwindInfo`,
/// `memoryReservation` and `memoryGuardSize` among them.
public struct Configuration: Sendable {
  /// Compiles checks into loops and functions, so that ``Store/setEpochDeadline(ticks:)`` works.
  public var epochInterruption = true
  /// The most stack WebAssembly may use, in bytes. Deeper recursion traps.
  ///
  /// It is taken from the stack of the calling thread, which must be well larger.
  public var maximumStack = 1 << 20
  /// Maps a module's initial memory copy-on-write, which makes instances cheap.
  ///
  /// wasmtime does so only where the initial memory is mostly filled.
  public var copyOnWriteMemory = true
  /// Compiles on all cores.
  public var parallelCompilation = true
  /// How much the compiler optimises.
  public var optimization = Optimization.speed
  /// The WebAssembly proposals a module may use.
  public var features: Features = [.simd, .bulkMemory, .referenceTypes, .multiValue]
  /// Emits unwind tables, which debuggers and profilers need to see through frames.
  public var nativeUnwindInfo = true
  /// How compiled code makes itself known to a profiler.
  public var profiling = Profiling.none
  /// Address space reserved for each memory, in bytes, or nil for wasmtime's default.
  public var memoryReservation: UInt64?
  /// Address space that is never accessible after each memory, in bytes, or nil for the default.
  public var memoryGuardSize: UInt64?
  /// Allocates instances from a pool set aside at start, or on demand when nil.
  public var pooling: Pooling?

  /// The settings above.
  public init() {}
}

extension Configuration {
  /// How much the compiler optimises.
  public enum Optimization: Sendable {
    case none, speed, speedAndSize
  }

  /// How compiled code makes itself known to a profiler.
  public enum Profiling: Sendable {
    case none
    /// A `jit-PID.dump` file for `perf inject`.
    case jitDump
    /// A `/tmp/perf-PID.map` file that `perf` reads by itself.
    case perfMap
  }

  /// Proposals to the WebAssembly standard. What is not named here stays off.
  public struct Features: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let simd = Features(rawValue: 1 << 0)
    public static let bulkMemory = Features(rawValue: 1 << 1)
    public static let referenceTypes = Features(rawValue: 1 << 2)
    public static let multiValue = Features(rawValue: 1 << 3)
    public static let tailCalls = Features(rawValue: 1 << 4)
    public static let relaxedSIMD = Features(rawValue: 1 << 5)
    /// What ``Component`` needs.
    public static let componentModel = Features(rawValue: 1 << 6)
    public static let exceptions = Features(rawValue: 1 << 7)
  }

  /// A pool that holds room for a fixed number of instances, reserved when the engine is made.
  ///
  /// wasmtime ends the process where the system refuses that much address space.
  public struct Pooling: Sendable {
    /// Instances alive at once, and so memories too: one each.
    public var instances: UInt32 = 128
    /// Tables alive at once.
    public var tables: UInt32 = 128
    /// Elements that a table may have.
    public var tableElements = 65_536
    /// Bytes that a memory may have.
    public var memoryBytes = 1 << 30
    /// Bytes of wasmtime's own data on an instance.
    public var instanceBytes = 1 << 20
    /// Bytes of a returned memory that are zeroed rather than given back to the system.
    public var residentMemoryBytes = 0
    /// Bytes of a returned table that are zeroed rather than given back to the system.
    public var residentTableBytes = 0
    /// Returned slots that keep their module's mapping for the next instance.
    public var warmSlots: UInt32 = 100

    /// The settings above.
    public init() {}
  }
}

extension Configuration {
  /// Refuses what would make wasmtime abort the process.
  func validate() throws(WasmtimeError) {
    func require(_ condition: Bool, _ message: String) throws(WasmtimeError) {
      guard condition else { throw WasmtimeError(.configuration, message) }
    }
    try require(
      (1 << 14...1 << 28).contains(maximumStack), "the stack must have 16 KiB to 256 MiB")
    try require(
      (memoryReservation ?? 0) <= 1 << 40, "the memory reservation must not exceed 1 TiB")
    try require((memoryGuardSize ?? 0) <= 1 << 40, "the memory guard must not exceed 1 TiB")
    try require(
      features.contains(.simd) || !features.contains(.relaxedSIMD), "relaxed SIMD needs SIMD")
    try require(
      features.contains(.bulkMemory) || !features.contains(.referenceTypes),
      "reference types need bulk memory")
    guard let pooling else { return }
    let sizes = [
      pooling.tableElements, pooling.memoryBytes, pooling.instanceBytes,
      pooling.residentMemoryBytes, pooling.residentTableBytes,
    ]
    try require(sizes.allSatisfy { $0 >= 0 }, "pool sizes must not be negative")
    let reservation = memoryReservation ?? 1 << 32
    try require(
      pooling.memoryBytes <= reservation, "a pooled memory must not exceed the reservation")
    try require(
      fits(UInt64(pooling.instances), max(reservation, 1 << 16) + (memoryGuardSize ?? 1 << 25))
        && fits(UInt64(pooling.instances), UInt64(pooling.instanceBytes))
        && fits(UInt64(pooling.tables), UInt64(pooling.tableElements)),
      "the pool exceeds the address space")
  }

  /// Whether so many items of that size leave enough of a 47-bit address space.
  private func fits(_ count: UInt64, _ size: UInt64) -> Bool {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    return !overflow && bytes <= 1 << 45
  }

  /// A new C configuration, which the caller owns.
  func makeHandle() -> OpaquePointer {
    let handle = wasm_config_new()
    wasmtime_config_epoch_interruption_set(handle, epochInterruption)
    wasmtime_config_max_wasm_stack_set(handle, maximumStack)
    // wasmtime refuses a fiber stack smaller than the WebAssembly stack, even unused.
    wasmtime_config_async_stack_size_set(handle, maximumStack + 1 << 20)
    wasmtime_config_memory_init_cow_set(handle, copyOnWriteMemory)
    wasmtime_config_parallel_compilation_set(handle, parallelCompilation)
    wasmtime_config_cranelift_opt_level_set(handle, optimization.code)
    wasmtime_config_profiler_set(handle, profiling.code)
    wasmtime_config_native_unwind_info_set(handle, nativeUnwindInfo)
    wasmtime_config_debug_info_set(handle, false)
    if let memoryReservation { wasmtime_config_memory_reservation_set(handle, memoryReservation) }
    if let memoryGuardSize { wasmtime_config_memory_guard_size_set(handle, memoryGuardSize) }
    features.apply(to: handle)
    pooling?.apply(to: handle)
    return handle
  }
}

extension Configuration.Optimization {
  var code: wasmtime_opt_level_t {
    switch self {
    case .none: wasmtime_opt_level_t(WASMTIME_OPT_LEVEL_NONE)
    case .speed: wasmtime_opt_level_t(WASMTIME_OPT_LEVEL_SPEED)
    case .speedAndSize: wasmtime_opt_level_t(WASMTIME_OPT_LEVEL_SPEED_AND_SIZE)
    }
  }
}

extension Configuration.Profiling {
  var code: wasmtime_profiling_strategy_t {
    switch self {
    case .none: wasmtime_profiling_strategy_t(WASMTIME_PROFILING_STRATEGY_NONE)
    case .jitDump: wasmtime_profiling_strategy_t(WASMTIME_PROFILING_STRATEGY_JITDUMP)
    case .perfMap: wasmtime_profiling_strategy_t(WASMTIME_PROFILING_STRATEGY_PERFMAP)
    }
  }
}

extension Configuration.Features {
  func apply(to handle: OpaquePointer) {
    wasmtime_config_wasm_simd_set(handle, contains(.simd))
    wasmtime_config_wasm_bulk_memory_set(handle, contains(.bulkMemory))
    wasmtime_config_wasm_reference_types_set(handle, contains(.referenceTypes))
    wasmtime_config_wasm_multi_value_set(handle, contains(.multiValue))
    wasmtime_config_wasm_tail_call_set(handle, contains(.tailCalls))
    wasmtime_config_wasm_relaxed_simd_set(handle, contains(.relaxedSIMD))
    wasmtime_config_wasm_component_model_set(handle, contains(.componentModel))
    wasmtime_config_wasm_exceptions_set(handle, contains(.exceptions))
    // wasmtime keeps exceptions in its heap for garbage collection.
    wasmtime_config_gc_support_set(handle, contains(.exceptions))
    for turnOff in Self.unused { turnOff(handle, false) }
  }

  private static let unused: [@Sendable (OpaquePointer, Bool) -> Void] = [
    { wasmtime_config_concurrency_support_set($0, $1) },
    { wasmtime_config_shared_memory_set($0, $1) },
    { wasmtime_config_wasm_custom_page_sizes_set($0, $1) },
    { wasmtime_config_wasm_function_references_set($0, $1) },
    { wasmtime_config_wasm_gc_set($0, $1) },
    { wasmtime_config_wasm_memory64_set($0, $1) },
    { wasmtime_config_wasm_multi_memory_set($0, $1) },
    { wasmtime_config_wasm_stack_switching_set($0, $1) },
    { wasmtime_config_wasm_threads_set($0, $1) },
    { wasmtime_config_wasm_wide_arithmetic_set($0, $1) },
  ]
}

extension Configuration.Pooling {
  func apply(to handle: OpaquePointer) {
    let pool = wasmtime_pooling_allocation_config_new()
    defer { wasmtime_pooling_allocation_config_delete(pool) }
    wasmtime_pooling_allocation_config_total_core_instances_set(pool, instances)
    wasmtime_pooling_allocation_config_total_memories_set(pool, instances)
    wasmtime_pooling_allocation_config_total_tables_set(pool, tables)
    wasmtime_pooling_allocation_config_table_elements_set(pool, tableElements)
    wasmtime_pooling_allocation_config_max_memory_size_set(pool, memoryBytes)
    wasmtime_pooling_allocation_config_max_core_instance_size_set(pool, instanceBytes)
    wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(pool, residentMemoryBytes)
    wasmtime_pooling_allocation_config_table_keep_resident_set(pool, residentTableBytes)
    wasmtime_pooling_allocation_config_max_unused_warm_slots_set(pool, warmSlots)
    wasmtime_pooling_allocation_strategy_set(handle, pool)
  }
}
