import Foundation
import Models
import PythonGuest

/// Finds the packages of sources, for the commands that run them. Whatever is fetched is fetched
/// here, before a program starts.
struct PackageLoader {
  /// The folder that wheels are taken from alone.
  var wheels: String?
  /// Folders of modules.
  var modules: [String] = []

  /// What a source may import: the wheels that it requires, and modules of its author's own.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - model: what runs a text. One that takes no packages may have what is required itself.
  /// - Throws: `dependency`, where they cannot be had, with the reason.
  func packages(
    for source: PythonSource, model: () throws(PythonGuestError) -> any ModelProvider
  ) throws(PythonGuestError) -> [Package] {
    guard case .text(let text) = source.contents else {
      if let option { throw refusal(source.file, "has its packages inside; leave out \(option)") }
      return []
    }
    let requirements = try requirements(of: source, text)
    let model = try model()
    guard Self.takers.contains(model.name) else {
      try require(requirements, of: model)
      return []
    }
    return try modulePackages() + wheels(requirements, of: source)
  }

  /// Models that take packages.
  private static let takers = ["embedded", "program-image"]

  /// Refuses what a program would need packages for, where it is to have none.
  func requireNone(_ source: PythonSource, of maker: String) throws(PythonGuestError) {
    guard case .text(let text) = source.contents else { return }
    if let option { throw refusal(maker, "takes no packages; leave out \(option)") }
    if let first = try requirements(of: source, text).first {
      throw PythonGuestError(
        .dependency, of: .place(in: source.file),
        "it depends on \(first), and \(maker) takes no packages; pyguest compile does",
        isWhileLoading: true)
    }
  }

  /// The requirements that a source names.
  func requirements(of source: PythonSource, _ text: String) throws(PythonGuestError) -> [String] {
    guard DeclarationReader.isNeeded(for: text) else { return [] }
    return try DeclarationReader().requirements(in: text, of: source.file)
  }

  /// Modules of one's own, of which each folder is read anew.
  private func modulePackages() throws(PythonGuestError) -> [Package] {
    var packages: [Package] = []
    for folder in modules { packages.append(try Package(modulesIn: folder)) }
    return packages
  }

  private var option: String? {
    if wheels != nil { return "--wheels" }
    return modules.isEmpty ? nil : "--module"
  }

  private func refusal(_ what: String, _ why: String) -> PythonGuestError {
    PythonGuestError(.usage, of: .file(what), why)
  }

  /// A model of others runs a source that requires nothing but what the model has.
  private func require(
    _ requirements: [String], of model: any ModelProvider
  ) throws(PythonGuestError) {
    if let option {
      throw refusal("the model \(model.name)", "takes no packages; leave out \(option)")
    }
    let own = model.describe().packages
    for requirement in requirements where !own.contains(Requirement.project(of: requirement)) {
      let has = own.isEmpty ? "" : " but those it has: \(own.joined(separator: ", "))"
      throw PythonGuestError(
        .dependency,
        "the model \(model.name) takes no packages\(has); run what requires "
          + "\(requirement) in the model embedded", isWhileLoading: true)
    }
  }

  // MARK: Wheels

  private func wheels(
    _ requirements: [String], of source: PythonSource
  ) throws(PythonGuestError) -> [Package] {
    guard !requirements.isEmpty else { return [] }
    if let lock = try LockFile(of: source) {
      try lock.check(requirements)
      return try locked(lock.contents.packages, lock, source)
    }
    let cache = WheelCache()
    let question = WheelCache.Question(requirements: requirements, wheels: try wheelFolder())
    if let known = cache.answer(to: question) {
      let packages = known.compactMap(cache.package)
      if packages.count == known.count { return packages }
    }
    return try resolve(question, source, cache).map(\.package)
  }

  /// Asks pip, and keeps what it says.
  private func resolve(
    _ question: WheelCache.Question, _ source: PythonSource, _ cache: WheelCache
  ) throws(PythonGuestError) -> [Resolver.Fetched] {
    let resolver = Resolver(wheels: question.wheels, file: source.file)
    let fetched = try resolver.resolve(question.requirements)
    cache.keep(fetched)
    cache.keep(fetched.map(\.wheel), for: question)
    return fetched
  }

  /// What is required by now, whatever was found before.
  func resolveAnew(
    _ requirements: [String], _ source: PythonSource
  ) throws(PythonGuestError) -> [LockedWheel] {
    guard !requirements.isEmpty else { return [] }
    let question = WheelCache.Question(requirements: requirements, wheels: try wheelFolder())
    return try resolve(question, source, WheelCache()).map(\.wheel)
  }

  /// The wheels that a lock names: from the cache, from where the lock says they lie, or fetched.
  private func locked(
    _ wheels: [LockedWheel], _ lock: LockFile, _ source: PythonSource
  ) throws(PythonGuestError) -> [Package] {
    let cache = WheelCache()
    let folder = try wheelFolder()
    var packages: [Package] = []
    var missing: [LockedWheel] = []
    for wheel in wheels {
      if let kept = cache.package(wheel) {
        packages.append(kept)
      } else if let found = try lock.package(wheel, in: folder) {
        packages.append(found)
      } else {
        missing.append(wheel)
      }
    }
    guard !missing.isEmpty else { return packages }
    let resolver = Resolver(wheels: folder, file: source.file)
    let fetched = try resolver.fetch(missing)
    for wheel in missing where !fetched.contains(where: { $0.wheel.sha256 == wheel.sha256 }) {
      throw PythonGuestError(
        .dependency, of: .place(in: lock.path),
        "\(wheel.name) \(wheel.version) with the sha256 \(wheel.sha256) was not found",
        isWhileLoading: true)
    }
    cache.keep(fetched)
    return packages + fetched.map(\.package)
  }

  private func wheelFolder() throws(PythonGuestError) -> String? {
    guard let wheels else { return nil }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: wheels, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw PythonGuestError(
        .usage, "--wheels \(wheels) is no folder; name the one with the wheels")
    }
    return URL(fileURLWithPath: wheels).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
