import Foundation
import Models
import PythonGuest

/// Finds and fetches wheels, by the pip of the host's own Python.
struct Resolver {
  /// The folder that wheels are taken from alone, absolute; nil for what pip is set up for.
  let wheels: String?
  /// What it is done for, as progress tells.
  let file: String

  /// A wheel with what it holds.
  struct Fetched {
    var wheel: LockedWheel
    var package: Package
    var bytes: [UInt8]
  }

  /// What meets requirements, with all that that requires.
  func resolve(_ requirements: [String]) throws(PythonGuestError) -> [Fetched] {
    try run(requirements: requirements, locked: nil)
  }

  /// Fetches wheels of known hashes.
  func fetch(_ locked: [LockedWheel]) throws(PythonGuestError) -> [Fetched] {
    try run(requirements: [], locked: locked)
  }

  private struct Request: Encodable {
    var requirements: [String]
    var wheels: String?
    var locked: [LockedWheel]?

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: Key.self)
      try fields.encode(requirements, forKey: .requirements)
      // As null where there is none.
      try fields.encode(wheels, forKey: .wheels)
      try fields.encode(locked, forKey: .locked)
    }

    enum Key: CodingKey { case requirements, wheels, locked }
  }

  private struct Answer: Decodable {
    var packages: [Found]?
    var refused: ResolutionRefusal?
  }

  private struct Found: Decodable {
    var name: String
    var version: String
    var file: String
    var url: String?
  }

  private func run(
    requirements: [String], locked: [LockedWheel]?
  ) throws(PythonGuestError) -> [Fetched] {
    guard let python = Installation.program("python3") else {
      throw ResolutionRefusal(kind: "no python").error(wheels: wheels)
    }
    let build = try ModuleBuild("packages")
    let request = Request(requirements: requirements, wheels: wheels, locked: locked)
    guard let json = try? JSONEncoder().encode(request) else {
      throw PythonGuestError(.internal, "the requirements of \(file) cannot be sent")
    }
    try build.write(String(decoding: json, as: UTF8.self), to: "request.json")
    try build.write(Self.script(), to: "resolve.py")
    Signals.endsBuilds()
    let status = try Announcement.during("fetch what \(file) depends on") {
      () throws(PythonGuestError) in
      try build.run(
        "pip", python, [build.path("resolve.py"), build.folder],
        variables: ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"])
    }
    guard status == 0,
      let answer = try? JSONDecoder().decode(
        Answer.self, from: Data(build.bytes(of: "answer.json")))
    else { throw build.failure(of: "pip") }
    guard let packages = answer.packages else {
      throw (answer.refused ?? ResolutionRefusal(kind: "")).error(wheels: wheels)
    }
    var fetched: [Fetched] = []
    for found in packages { fetched.append(try fetch(found, build)) }
    return fetched
  }

  private func fetch(
    _ found: Found, _ build: borrowing ModuleBuild
  ) throws(PythonGuestError) -> Fetched {
    let bytes = try build.bytes(of: "wheels/\(found.file)")
    let package = try Package(wheel: bytes, fileName: found.file)
    let wheel = LockedWheel(
      name: found.name, version: found.version, file: found.file, sha256: package.sha256,
      path: wheels.map { "\($0)/\(found.file)" }, url: found.url)
    return Fetched(wheel: wheel, package: package, bytes: bytes)
  }

  /// The script, which lies beside the image and is trusted as that is.
  private static func script() throws(PythonGuestError) -> String {
    do throws(Untrusted) {
      let folder = try TrustedFolder(path: locateImage(), owners: .installation)
      let bytes = try folder.file("resolve.py").bytes() ?? []
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      throw PythonGuestError(
        .internal, "packages cannot be fetched: \(error)", underlying: error)
    }
  }

  private static func locateImage() -> String { (try? Image.locate()) ?? "" }
}
