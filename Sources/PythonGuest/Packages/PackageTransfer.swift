import FoundationEssentials

/// How packages are told to the guest: a description in the request's JSON, and their bytes behind it.
struct PackageDescription: Encodable {
  var name: String
  var length: Int
  var files: [File]?

  /// A path and a length, as an array of two.
  struct File: Encodable {
    var path: String
    var length: Int

    func encode(to encoder: any Encoder) throws {
      var pair = encoder.unkeyedContainer()
      try pair.encode(path)
      try pair.encode(length)
    }
  }

  init(_ package: Package) {
    name = package.name
    switch package.contents {
    case .wheel(let bytes): length = bytes.count
    case .modules(let modules):
      length = modules.reduce(0) { $0 + $1.bytes.count }
      files = modules.map { File(path: $0.path, length: $0.bytes.count) }
    }
  }
}

extension Package {
  /// What stands behind a request: a zero byte, which no JSON has, and the packages one after
  /// another; nothing where there are none.
  static func payload(_ packages: [Package]) -> [UInt8] {
    guard !packages.isEmpty else { return [] }
    var bytes: [UInt8] = [0]
    for package in packages {
      switch package.contents {
      case .wheel(let wheel): bytes += wheel
      case .modules(let modules): for module in modules { bytes += module.bytes }
      }
    }
    return bytes
  }
}
