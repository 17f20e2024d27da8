import Foundation
import PythonGuest
import Sandbox

/// The memory of a session that has imported numpy and pandas: where all others begin.
///
/// Importing takes a good part of a second each time, laying pages over a new instance some ten
/// milliseconds. A module that began there would start faster still, but would have to be
/// compiled anew, all 100 MB of it.
enum WarmMemory {
  private static let limits = Limits(time: .seconds(600), memory: 1 << 30, output: 1 << 20)

  /// The pages, from the user's cache or made now.
  static func load(_ parts: ScientificParts) throws(PythonGuestError) -> MemoryChanges {
    let worker = Array(try WorkerScript.text().utf8)
    let name = "\(ModuleCache.name(of: parts.identity + worker)).warm"
    let cache = ModuleCache.user
    if let kept = cache?.file(name).flatMap(read) { return kept }
    let made = try Announcement.during("importing numpy and pandas, once on this machine") {
      () throws(PythonGuestError) in try make(parts, worker)
    }
    cache?.keep(made.bytes, as: name)
    return made
  }

  private static func make(
    _ parts: ScientificParts, _ worker: [UInt8]
  ) throws(PythonGuestError) -> MemoryChanges {
    do {
      let session = try ScientificSession(parts, limits: limits) { _, _ in }
      try session.run(String(decoding: worker, as: UTF8.self))
      try session.run("from pyguest.worker import turns\nturns.prepare()\n")
      let untouched = try ScientificSession(parts, limits: limits) { _, _ in }
      return try session.changes(since: untouched)
    } catch let error as PythonGuestError {
      throw error
    } catch {
      throw PythonGuestError(.internal, "no session started: \(error)", underlying: error)
    }
  }

  /// What is no such file is made anew. Whatever it holds becomes guest memory alone.
  private static func read(_ file: TrustedFile) -> MemoryChanges? {
    let mapped = file.openPath.flatMap {
      try? Data(contentsOf: URL(fileURLWithPath: $0), options: .alwaysMapped)
    }
    return (mapped ?? file.bytes().map { Data($0) }).flatMap { data in
      data.withUnsafeBytes { MemoryChanges($0) }
    }
  }
}
