import Crypto

/// What a program may import beside the standard library: a wheel, or modules of its author's own.
///
/// Its bytes are handed to the guest when the program is loaded, and count as its memory. The guest
/// unpacks them; nothing of a package is run, unpacked or looked into outside the sandbox. Whoever
/// makes packages decides where they come from: nothing here fetches.
public struct Package: Sendable {
  /// What the package is called in errors: a wheel's file, or a folder.
  public let name: String
  /// What is known of a wheel; nil for modules of one's own.
  public let dependency: Dependency?
  /// The SHA-256 of what it holds, names included, in lowercase hexadecimal digits.
  public let sha256: String
  let contents: Contents

  enum Contents: Sendable {
    case wheel([UInt8])
    case modules([ModuleFile])
  }

  /// A file of a folder of modules.
  struct ModuleFile: Sendable {
    /// Where it is importable, with slashes.
    var path: String
    var bytes: [UInt8]
  }

  /// A wheel.
  ///
  /// - Parameters:
  ///   - wheel: what the file holds.
  ///   - fileName: the file's name without its folder, which names the package, its version and
  ///     what it runs on.
  ///   - sha256: what the wheel's SHA-256 must be, in hexadecimal digits; nil where whoever calls
  ///     knows where the wheel comes from.
  /// - Throws: `dependency`, where it has another hash, or its name is none of a wheel that runs on
  ///   every machine.
  public init(
    wheel: [UInt8], fileName: String, sha256: String? = nil
  ) throws(PythonGuestError) {
    let name = try WheelName(fileName)
    let found = Self.hexadecimal(SHA256.hash(data: wheel))
    if let sha256, sha256.lowercased() != found {
      throw PythonGuestError(
        .dependency,
        "\(fileName) is not the wheel that was asked for: its sha256 is \(found), not "
          + sha256, isWhileLoading: true)
    }
    self.name = fileName
    dependency = Dependency(name: name.project, version: name.version, sha256: found)
    self.sha256 = found
    contents = .wheel(wheel)
  }

  init(name: String, modules: [ModuleFile]) {
    self.name = name
    dependency = nil
    contents = .modules(modules)
    var hash = SHA256()
    for file in modules {
      hash.update(data: Array("\(file.path)\0\(file.bytes.count)\0".utf8))
      hash.update(data: file.bytes)
    }
    sha256 = Self.hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}

/// A wheel that a program was given.
public struct Dependency: Sendable, Hashable, Codable {
  /// The project's name, in lowercase letters and with single dashes.
  public var name: String
  public var version: String
  /// The wheel's, in lowercase hexadecimal digits.
  public var sha256: String

  public init(name: String, version: String, sha256: String) {
    self.name = name
    self.version = version
    self.sha256 = sha256
  }
}

/// What a wheel's file name says.
struct WheelName {
  /// Normalized.
  let project: String
  let version: String

  private static let mostBytes = 255

  init(_ file: String) throws(PythonGuestError) {
    let parts =
      file.hasSuffix(".whl")
      ? file.dropLast(4).split(separator: "-", omittingEmptySubsequences: false) : []
    let isPlain = file.utf8.allSatisfy { byte in
      byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\\")
    }
    guard 5...6 ~= parts.count, isPlain, file.utf8.count <= Self.mostBytes,
      parts.allSatisfy({ !$0.isEmpty })
    else {
      throw PythonGuestError(
        .dependency,
        "\(file.debugDescription) is no name of a wheel, such as "
          + "six-1.17.0-py2.py3-none-any.whl", isWhileLoading: true)
    }
    let project = Self.normalized(String(parts[0]))
    guard parts[parts.count - 2] == "none", parts[parts.count - 1] == "any" else {
      throw PythonGuestError(
        .dependency,
        "\(file) has native code, which does not run in the sandbox; use a wheel whose "
          + "name ends in none-any.whl", isWhileLoading: true)
    }
    (self.project, version) = (project, String(parts[1]))
  }

  /// A project's name as names are compared: in lowercase letters, with a single dash for each run
  /// of dashes, dots and underscores.
  static func normalized(_ name: String) -> String {
    var normalized = ""
    for character in name.lowercased() {
      guard "-_.".contains(character) else {
        normalized.append(character)
        continue
      }
      if normalized.last != "-" { normalized.append("-") }
    }
    return normalized
  }
}
