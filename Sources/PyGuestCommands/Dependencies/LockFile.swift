import Foundation
import PythonGuest
import Tables

/// The file beside a source that says which wheels it is run with: `pylock.NAME.toml`, in the form
/// of PEP 751.
struct LockFile {
  let path: String
  let contents: Lock

  private static let mostBytes = 16 << 20
  private static let mostWheelBytes = 1 << 30

  /// The lock of a source; nil where it has none.
  ///
  /// - Throws: `dependency`, where it has one that cannot be used.
  init?(of source: PythonSource) throws(PythonGuestError) {
    let path = Self.path(of: source.file)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    self.path = path
    let bytes: [UInt8]?
    do throws(FileReadError) {
      bytes = try wholeFile(path, most: Self.mostBytes)
    } catch {
      throw Self.refusal(path, "the lock cannot be read: \(error.reason)")
    }
    guard let text = bytes.flatMap({ String(validating: $0, as: UTF8.self) }) else {
      throw Self.refusal(path, "it is no lock: not UTF-8, or over \(Self.mostBytes >> 20) MiB")
    }
    contents = try DeclarationReader().lock(in: text, at: path)
  }

  /// Where the lock of a source lies. PEP 751 wants no dots in the name.
  static func path(of file: String) -> String {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    let name = file.dropFirst(folder.count)
    let stem = (name.hasSuffix(".py") ? name.dropLast(3) : name).replacing(".", with: "-")
    return "\(folder)pylock.\(stem).toml"
  }

  /// Whether it was made for what the source requires now.
  func check(_ requirements: [String]) throws(PythonGuestError) {
    if let locked = contents.requirements, Set(locked) != Set(requirements) {
      throw Self.refusal(
        path,
        "it was made for other requirements (\(locked.joined(separator: ", "))); run pyguest lock")
    }
    let names = Set(contents.packages.map { Requirement.project(of: $0.name) })
    for requirement in requirements
    where !requirement.contains(";") && !names.contains(Requirement.project(of: requirement)) {
      throw Self.refusal(path, "it has no wheel for \(requirement); run pyguest lock")
    }
  }

  /// A wheel from where the lock says that it lies, or from a folder of wheels; nil where it is in
  /// neither.
  ///
  /// - Throws: `dependency`, where it is there and has another hash.
  func package(_ wheel: LockedWheel, in folder: String?) throws(PythonGuestError) -> Package? {
    let own = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let places = [
      folder.map { "\($0)/\(wheel.file)" }, wheel.path.map { $0.hasPrefix("/") ? $0 : own + $0 },
    ]
    for place in places.compactMap({ $0 }) {
      guard let bytes = try? wholeFile(place, most: Self.mostWheelBytes) else { continue }
      do throws(PythonGuestError) {
        return try Package(wheel: bytes, fileName: wheel.file, sha256: wheel.sha256)
      } catch {
        throw Self.refusal(path, "\(place) is not what is locked: \(error.message)")
      }
    }
    return nil
  }

  private static func refusal(_ path: String, _ why: String) -> PythonGuestError {
    PythonGuestError(.dependency, of: .place(in: path), why, isWhileLoading: true)
  }

  // MARK: Writing

  /// A lock's text, of wheels in the order of their names.
  static func text(_ wheels: [LockedWheel], for requirements: [String], at path: String) -> String {
    var lines = [
      "# What \(LockFile.sourceName(of: path)) is run with. pyguest lock writes it anew.",
      "lock-version = \"1.0\"", "environments = [\"sys_platform == 'wasi'\"]",
      "requires-python = \"==3.13.*\"", "created-by = \"pyguest\"",
    ]
    for wheel in wheels.sorted(by: { $0.name < $1.name }) {
      lines += [
        "", "[[packages]]", "name = \(quoted(wheel.name))", "version = \(quoted(wheel.version))",
      ]
      var fields = ["name = \(quoted(wheel.file))"]
      if let url = wheel.url {
        fields.append("url = \(quoted(url))")
      } else if let place = wheel.path {
        fields.append("path = \(quoted(relative(place, to: path)))")
      }
      fields.append("hashes = { sha256 = \(quoted(wheel.sha256)) }")
      lines.append("wheels = [{ \(fields.joined(separator: ", ")) }]")
    }
    lines += [
      "", "[tool.pyguest]", "requirements = [\(requirements.map(quoted).joined(separator: ", "))]",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func sourceName(of path: String) -> Substring {
    let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
    return name.dropFirst("pylock.".count).dropLast(".toml".count)
  }

  /// A path as seen from the lock, where it lies below the lock's folder.
  private static func relative(_ place: String, to lock: String) -> String {
    let folder = URL(fileURLWithPath: lock).standardizedFileURL.deletingLastPathComponent()
      .resolvingSymlinksInPath().path
    let prefix = folder == "/" ? "/" : folder + "/"
    return place.hasPrefix(prefix) ? String(place.dropFirst(prefix.count)) : place
  }

  /// A basic string of TOML, which JSON's are but for a solidus and what is beyond ASCII.
  private static func quoted(_ text: String) -> String { JSONText.string(text) }
}
