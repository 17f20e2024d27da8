import FoundationEssentials
import Glibc

/// Where the parts of the running program lie: beside its executable, in the checkout it was
/// built in, or where the user said. Nothing is looked for in the working folder, nor in folders
/// above any of these.
package enum Installation {
  /// The folder of the running executable, links resolved.
  package static let executableFolder: String = {
    // The system's own call: every command starts here, and Foundation's would take longer than all
    // else that finds the image.
    guard let found = realpath("/proc/self/exe", nil) else { return "" }
    defer { free(found) }
    let path = String(cString: found)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }()

  /// The checkouts that the program may belong to: the one whose `.build` the executable lies in,
  /// and the one that this file was compiled in.
  package static let checkouts: [String] =
    [checkout(ofBuildFolder: executableFolder), checkout(ofSource: #filePath)].compactMap { $0 }

  /// The folder X for an executable in `X/.build`.
  package static func checkout(ofBuildFolder folder: String) -> String? {
    let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
    return parts.firstIndex(of: ".build").map { parts[..<$0].joined(separator: "/") }
  }

  /// The folder X for `X/Sources/PythonGuest/Installation/Installation.swift`.
  package static func checkout(ofSource file: String) -> String? {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    guard file.hasPrefix("/"), parts.count > 5 else { return nil }
    return parts.dropLast(4).joined(separator: "/")
  }

  /// The folder that an environment variable names; nil where it is not set.
  ///
  /// - Throws: `usage`, where it is not absolute: what it means would depend on the working folder.
  package static func folder(
    named variable: String,
    in environment: [String: String]? = nil
  ) throws(PythonGuestError) -> String? {
    let value = environment.map { $0[variable] } ?? getenv(variable).map { String(cString: $0) }
    guard let path = value, !path.isEmpty else { return nil }
    guard path.hasPrefix("/") else {
      throw PythonGuestError(
        .usage, "\(variable) names the folder \(path); give it an absolute path")
    }
    return path
  }

  // MARK: Models of others

  /// The folder of the parts of a model, or nil where they were not set up.
  ///
  /// - Throws: `usage` or `internal`, where there is one that is not to be used, with the reason.
  package static func models(_ name: String) throws(PythonGuestError) -> String? {
    let own = try folder(named: "PYGUEST_MODELS")
    let places = own.map { [$0] } ?? checkouts.map { "\($0)/.deps/models" }
    for place in places {
      do throws(Untrusted) {
        return try TrustedFolder(path: "\(place)/\(name)", owners: .installation).realPath
      } catch {
        if error.isMissing { continue }
        throw PythonGuestError(.internal, "the model \(name) is not used: \(error)")
      }
    }
    return nil
  }

  // MARK: Programs

  /// A program that belongs to this one: beside it, or beside the release of the checkout whose
  /// `.build` this one lies in.
  ///
  /// - Throws: `internal`, where there is one that is not to be used, with the reason.
  package static func sibling(_ name: String) throws(PythonGuestError) -> String? {
    let built = checkout(ofBuildFolder: executableFolder).map { "\($0)/dist/bin" }
    for folder in [executableFolder, built].compactMap({ $0 }) where !folder.isEmpty {
      let path = "\(folder)/\(name)"
      do throws(Untrusted) {
        try TrustedFile.check(path, owners: .installation)
      } catch {
        if error.isMissing { continue }
        throw PythonGuestError(.internal, "\(error)")
      }
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  /// What `PATH` holds, without what depends on the working folder.
  package static var searchPath: String {
    searchPath(of: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
  }

  package static func searchPath(of path: String) -> String {
    path.split(separator: ":").filter { $0.hasPrefix("/") }.joined(separator: ":")
  }

  /// A program that `PATH` leads to.
  package static func program(_ name: String) -> String? {
    searchPath.split(separator: ":").lazy.map { "\($0)/\(name)" }.first { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        && access(path, X_OK) == 0
    }
  }
}
