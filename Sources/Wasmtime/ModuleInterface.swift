import CWasmtime

/// What a module needs from its host.
public struct ModuleImport: Hashable, Sendable {
  /// The module it is looked up in.
  public var module: String
  /// Its name within that module.
  public var name: String
  /// What it must be.
  public var type: ExternType

  public init(module: String, name: String, type: ExternType) {
    self.module = module
    self.name = name
    self.type = type
  }
}

/// What a module offers to its host.
public struct ModuleExport: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// What it is.
  public var type: ExternType

  public init(name: String, type: ExternType) {
    self.name = name
    self.type = type
  }
}

/// What is imported or exported.
public enum ExternType: Hashable, Sendable {
  case function(FunctionType)
  case global, table, memory, tag
}

/// The kinds of a function's parameters and results.
public struct FunctionType: Hashable, Sendable {
  public var parameters: [ValueKind]
  public var results: [ValueKind]

  public init(parameters: [ValueKind], results: [ValueKind]) {
    self.parameters = parameters
    self.results = results
  }
}

extension ExternType: CustomStringConvertible {
  /// A function's type, or the sort of thing.
  public var description: String {
    switch self {
    case .function(let type): type.description
    case .global: "global"
    case .table: "table"
    case .memory: "memory"
    case .tag: "tag"
    }
  }
}

extension FunctionType: CustomStringConvertible {
  /// As in `(i32, i64) -> (i32)`.
  public var description: String {
    func list(_ kinds: [ValueKind]) -> String {
      "(" + kinds.map(\.description).joined(separator: ", ") + ")"
    }
    return "\(list(parameters)) -> \(list(results))"
  }
}

extension Module {
  /// Everything the module needs, in its own order: the only ways out of the sandbox.
  public var imports: [ModuleImport] {
    var vector = wasm_importtype_vec_t(size: 0, data: nil)
    wasmtime_module_imports(handle, &vector)
    defer { wasm_importtype_vec_delete(&vector) }
    return UnsafeBufferPointer(start: vector.data, count: vector.size).map { item in
      ModuleImport(
        module: String(copying: wasm_importtype_module(item)),
        name: String(copying: wasm_importtype_name(item)),
        type: ExternType(wasm_importtype_type(item)))
    }
  }

  /// Everything the module offers, in its own order.
  public var exports: [ModuleExport] {
    var vector = wasm_exporttype_vec_t(size: 0, data: nil)
    wasmtime_module_exports(handle, &vector)
    defer { wasm_exporttype_vec_delete(&vector) }
    return UnsafeBufferPointer(start: vector.data, count: vector.size).map { item in
      ModuleExport(
        name: String(copying: wasm_exporttype_name(item)),
        type: ExternType(wasm_exporttype_type(item)))
    }
  }
}

extension ExternType {
  init(_ type: OpaquePointer) {
    if let function = wasm_externtype_as_functype_const(type) {
      self = .function(FunctionType(function))
      return
    }
    switch Int(wasm_externtype_kind(type)) {
    case Int(WASM_EXTERN_GLOBAL): self = .global
    case Int(WASM_EXTERN_TABLE): self = .table
    case Int(WASM_EXTERN_MEMORY): self = .memory
    default: self = .tag
    }
  }
}

extension FunctionType {
  /// Copies a C function type, which stays its owner's.
  init(_ type: OpaquePointer) {
    func kinds(_ vector: UnsafePointer<wasm_valtype_vec_t>) -> [ValueKind] {
      UnsafeBufferPointer(start: vector.pointee.data, count: vector.pointee.size)
        .map { ValueKind(rawValue: wasm_valtype_kind($0)) }
    }
    self.init(
      parameters: kinds(wasm_functype_params(type)), results: kinds(wasm_functype_results(type)))
  }

  /// A new C function type, which the caller owns.
  func makeHandle() -> OpaquePointer {
    func vector(_ kinds: [ValueKind]) -> wasm_valtype_vec_t {
      var vector = wasm_valtype_vec_t(size: 0, data: nil)
      let types = kinds.map { wasm_valtype_new($0.rawValue) }
      types.withUnsafeBufferPointer { wasm_valtype_vec_new(&vector, $0.count, $0.baseAddress) }
      return vector
    }
    var parameters = vector(parameters)
    var results = vector(results)
    return wasm_functype_new(&parameters, &results)
  }
}
