import Foundation
import Models
import PythonGuest

/// What was fetched and found, in the user's cache: wheels by their SHA-256, and answers by what was
/// asked. Without a cache that is safe to use, all is fetched each time.
struct WheelCache {
  private let wheels = ModuleCache.ofUser(kind: "wheels")
  private let answers = ModuleCache.ofUser(kind: "resolutions")

  /// What is asked: an answer holds for these requirements in these surroundings.
  struct Question {
    var requirements: [String]
    /// The folder that wheels come from alone.
    var wheels: String?

    private static let form = "1"

    var key: String {
      var parts = [Self.form] + requirements.sorted()
      if let wheels { parts += ["\0wheels", wheels] + Self.listing(of: wheels) }
      return ModuleCache.name(of: Array(parts.joined(separator: "\n").utf8))
    }

    /// The folder's wheels, with what shows that one was replaced.
    private static func listing(of folder: String) -> [String] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasSuffix(".whl") }.sorted().map { name in
        let path = "\(folder)/\(name)"
        let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
        let time = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(name) \(attributes[.size] ?? 0) \(time) \(attributes[.systemFileNumber] ?? 0)"
      }
    }
  }

  /// What was found before.
  func answer(to question: Question) -> [LockedWheel]? {
    guard let bytes = answers?.bytes(question.key) else { return nil }
    return try? JSONDecoder().decode([LockedWheel].self, from: Data(bytes))
  }

  func keep(_ answer: [LockedWheel], for question: Question) {
    guard let json = try? JSONEncoder().encode(answer) else { return }
    answers?.keep(Array(json), as: question.key)
  }

  /// A wheel that was fetched before; one that was altered is not used.
  func package(_ wheel: LockedWheel) -> Package? {
    guard let bytes = wheels?.bytes(wheel.sha256) else { return nil }
    return try? Package(wheel: bytes, fileName: wheel.file, sha256: wheel.sha256)
  }

  func keep(_ fetched: [Resolver.Fetched]) {
    for each in fetched { wheels?.keep(each.bytes, as: each.wheel.sha256) }
  }
}
