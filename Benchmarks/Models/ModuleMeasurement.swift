import Foundation
import PythonGuest
import Wasmtime

/// The size of what a model runs, and what it takes to compile that.
struct ModuleMeasurement {
  /// Bytes of WebAssembly and of the library beside it.
  var moduleBytes = 0
  /// Bytes of machine code as it is kept, and seconds to make it on all processors; nil where
  /// another engine compiles.
  var compiledBytes: Int?
  var compileSeconds: Double?
  /// How many functions the module asks its host for; nil of a component.
  var imports: Int?

  init(_ subject: ModelSubject) throws {
    moduleBytes = ([subject.module?.path].compactMap { $0 } + subject.library)
      .reduce(0) { $0 + Self.size($1) }
    switch subject.module {
    case .module(let path, let features):
      let engine = try Engine(Self.configuration(features))
      let module = try timed { try Module(engine, bytes: Self.bytes(path)) }
      imports = module.imports.count
      compiledBytes = try module.serialize().count
    case .component(let path):
      let engine = try Engine(Self.configuration(.componentModel))
      let component = try timed { try Component(engine, bytes: Self.bytes(path)) }
      compiledBytes = try component.serialize().count
    case .elsewhere, nil: break
    }
  }

  private mutating func timed<Compiled>(_ compile: () throws -> Compiled) rethrows -> Compiled {
    let clock = ContinuousClock()
    let begin = clock.now
    defer { compileSeconds = (clock.now - begin) / .seconds(1) }
    return try compile()
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  private static func configuration(_ features: Configuration.Features) -> Configuration {
    var configuration = Configuration()
    configuration.features.formUnion(features)
    return configuration
  }

  /// Bytes of a file, or of all files in a folder.
  private static func size(_ path: String) -> Int {
    let files = FileManager.default
    let inside = files.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return ([path] + inside.map { "\(path)/\($0)" }).reduce(0) { total, file in
      let attributes = try? files.attributesOfItem(atPath: file)
      guard attributes?[.type] as? FileAttributeType == .typeRegular else { return total }
      return total + ((attributes?[.size] as? Int) ?? 0)
    }
  }
}
