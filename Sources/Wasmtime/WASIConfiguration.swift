import CWasmtime

/// What a WASI command finds: arguments, environment and folders. Nothing else is there unless
/// the host defines it: no input, output that goes nowhere, no network.
public struct WASIConfiguration: Sendable, Hashable {
  /// Arguments, the program's own name first.
  public var arguments: [String] = []
  /// Environment variables.
  public var environment: [String: String] = [:]
  /// Folders that can be read, and nothing more, by their path inside.
  public var readableFolders: [String: String] = [:]

  /// Nothing at all.
  public init() {}
}

extension Linker {
  /// Defines the functions of `wasi_snapshot_preview1`. Stores need
  /// ``StoreContext/setWASI(_:)`` before one is called.
  ///
  /// - Throws: ``WasmtimeError/Code/linking`` when a name is already defined.
  public mutating func defineWASI() throws(WasmtimeError) {
    try check(wasmtime_linker_define_wasi(handle), .linking)
  }
}

extension StoreContext where Self: ~Copyable {
  /// Gives the store's instances what they find through WASI.
  ///
  /// - Throws: ``WasmtimeError/Code/configuration`` when a text holds a zero byte or a folder
  ///   cannot be opened.
  public func setWASI(_ configuration: WASIConfiguration) throws(WasmtimeError) {
    try check(
      wasmtime_context_set_wasi(context, try configuration.makeHandle()), .configuration)
  }
}

extension WASIConfiguration {
  /// A new C configuration, which the caller owns.
  fileprivate func makeHandle() throws(WasmtimeError) -> OpaquePointer {
    try validate()
    let handle = wasi_config_new()
    var refused: String?
    withCStrings(arguments) { arguments in
      if !wasi_config_set_argv(handle, arguments.count, arguments.baseAddress) {
        refused = "the arguments are not UTF-8"
      }
    }
    let environment = Array(environment)
    withCStrings(environment.map(\.key)) { names in
      withCStrings(environment.map(\.value)) { values in
        if !wasi_config_set_env(handle, names.count, names.baseAddress, values.baseAddress) {
          refused = "the environment is not UTF-8"
        }
      }
    }
    for (inside, outside) in readableFolders
    where !wasi_config_preopen_dir(handle, outside, inside, false) {
      refused = "the folder \(outside) cannot be opened"
    }
    if let refused {
      wasi_config_delete(handle)
      throw WasmtimeError(.configuration, refused)
    }
    return handle
  }

  /// C ends texts at a zero byte.
  private func validate() throws(WasmtimeError) {
    let texts = [
      arguments, environment.flatMap { [$0, $1] }, readableFolders.flatMap { [$0, $1] },
    ]
    guard !texts.joined().contains(where: { $0.utf8.contains(0) }) else {
      throw WasmtimeError(.configuration, "a text contains a zero byte")
    }
  }
}

/// Lends texts to a C function as an array of addresses, one after another in a single buffer.
private func withCStrings(
  _ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Void
) {
  var bytes: [CChar] = []
  var starts: [Int] = []
  for text in texts {
    starts.append(bytes.count)
    bytes += text.utf8CString
  }
  bytes.withUnsafeBufferPointer { bytes in
    let addresses = starts.map { start in bytes.baseAddress.map { $0 + start } }
    addresses.withUnsafeBufferPointer(body)
  }
}
