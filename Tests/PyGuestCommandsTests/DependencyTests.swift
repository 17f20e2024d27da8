import Foundation
import TestSupport
import Testing

/// What sources depend on, as commands fetch it from a folder of wheels.
@Suite("Dependencies") struct DependencyTests {
  private static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Dependencies")

  /// A folder with the sources, the wheels in `wheels`, and a cache of its own.
  private final class Place {
    let folder: TemporaryFolder
    let path: String
    let variables: [String: String]

    init() throws {
      folder = try TemporaryFolder()
      path = folder.path + "/work"
      variables = ["XDG_CACHE_HOME": folder.path + "/cache"]
      let files = FileManager.default
      try files.copyItem(
        atPath: DependencyTests.own.appendingPathComponent("Sources").path, toPath: path)
      try files.copyItem(atPath: TestWheels.good.get(), toPath: path + "/wheels")
    }

    func read(_ name: String) throws -> String {
      try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    func write(_ text: String, to name: String) throws {
      try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    }

    func run(_ arguments: String..., variables: [String: String] = [:]) throws -> Executable.Result
    {
      try Executable.run(
        arguments, input: nil, folder: path,
        variables: self.variables.merging(variables) { _, new in new })
    }

    func replay(_ name: String) throws {
      let file = DependencyTests.own.appendingPathComponent(name)
      let expected = try String(contentsOf: file, encoding: .utf8)
      let actual = try Transcript(text: expected).replayed(in: path, variables: variables)
      // Told only where it takes longer than a second.
      let lines = actual.split(separator: "\n", omittingEmptySubsequences: false)
      let steady = lines.filter { !$0.hasPrefix("! pyguest: fetch what ") }
      try Recording.expect(
        steady.joined(separator: "\n").replacing(realPath, with: "…"), file)
    }

    /// As the program finds it, with links resolved.
    private var realPath: String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
  }

  @Test(arguments: ["running.txt", "refused.txt"])
  func `Commands print and end with what their transcript says`(name: String) throws {
    try Place().replay(name)
  }

  @Test func `A lock is written, followed, and refused where it was altered`() throws {
    let place = try Place()
    #expect(try place.run("lock", "lockable.py", "--wheels", "wheels").status == 0)
    let lock = try place.read("pylock.lockable.toml")
    try Recording.expect(lock, Self.own.appendingPathComponent("pylock.expected.toml"))
    let hashes = /sha256 = "([0-9a-f]{64})"/
    let hash = try #require(lock.firstMatch(of: hashes)).1
    let other = String(hash.reversed())
    let own = try #require(lock.firstRange(of: "\n[tool.pyguest]"))
    let foreign = String(lock[..<own.lowerBound])
    let beta = try #require(foreign.components(separatedBy: "[[packages]]").last)
    let last = try #require(lock.firstRange(of: "\n[[packages]]\nname = \"beta\""))
    let locks = [
      "altered": lock.replacing(hash, with: other),
      "stale": lock.replacing("beta==1.0", with: "beta==2.0"),
      "foreign": foreign,
      "marked": foreign.replacing(
        "version = \"1.0\"\n", with: "version = \"1.0\"\nmarker = \"a\"\n"),
      "no_lock": "lock-version = [",
      "incomplete": String(lock[..<last.lowerBound]) + "\n[tool.pyguest]\n"
        + "requirements = [\"alpha\",\"beta==1.0\"]\n",
      "missing": foreign.replacing(beta, with: beta.replacing("1.0", with: "7.0"))
        .replacing(try #require(beta.firstMatch(of: hashes)).1, with: other),
    ]
    let source = try place.read("lockable.py")
    for (name, text) in locks {
      try place.write(text, to: "pylock.\(name).toml")
      try place.write(source, to: "\(name).py")
    }
    try place.replay("lock.txt")
  }

  @Test func `What was found once needs neither pip nor the folder's wheels again`() throws {
    let place = try Place()
    let first = try place.run("call", "alpha.py", "name", "1", "--wheels", "wheels")
    #expect(first.output == "\"alpha with beta 2.0\"\n", "\(first.error)")
    let without = try place.run(
      "call", "alpha.py", "name", "1", "--wheels", "wheels", variables: ["PATH": "/nowhere"])
    #expect(without.output == first.output, "\(without.error)")
    // Another folder is another question.
    try FileManager.default.removeItem(atPath: place.path + "/wheels/beta-2.0-py3-none-any.whl")
    let changed = try place.run("call", "alpha.py", "name", "1", "--wheels", "wheels")
    #expect(changed.output == "\"alpha with beta 1.0\"\n", "\(changed.error)")
  }

  @Test func `A wheel that was altered in the cache is fetched again`() throws {
    let place = try Place()
    let first = try place.run("call", "alpha.py", "name", "1", "--wheels", "wheels")
    let cache = place.folder.path + "/cache/python-guest/wheels"
    for name in try FileManager.default.contentsOfDirectory(atPath: cache) {
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(cache)/\(name)"))
    }
    let second = try place.run("call", "alpha.py", "name", "1", "--wheels", "wheels")
    #expect(second.output == first.output, "\(second.error)")
  }

  @Test func `Without Python or without pip, the error says what to install`() throws {
    let place = try Place()
    let none = try place.run(
      "call", "alpha.py", "name", "1", "--wheels", "wheels", variables: ["PATH": "/nowhere"])
    #expect(none.status == 3)
    #expect(none.error.contains("there is no python3 on PATH; install Python 3 with pip"))
    try FileManager.default.createDirectory(
      atPath: place.path + "/bin", withIntermediateDirectories: true)
    // One that has no packages at all.
    try place.write(
      "#!/bin/sh\nexec /usr/bin/env -i /usr/bin/python3 -S -E \"$@\"\n", to: "bin/python3")
    chmod(place.path + "/bin/python3", 0o755)
    let bare = try place.run(
      "call", "alpha.py", "name", "1", "--wheels", "wheels", "--error-format", "json",
      variables: ["PATH": place.path + "/bin"])
    #expect(bare.status == 3)
    #expect(bare.error.contains("\"code\":\"dependency\""))
    #expect(bare.error.contains("does not have; install it, as by apt install python3-pip"))
  }

  /// pip's own index, where PYGUEST_ONLINE says that there is one.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["PYGUEST_ONLINE"] != nil))
  func `Wheels of pip's index are fetched and locked`() throws {
    let place = try Place()
    try place.write(
      "# /// script\n# dependencies = [\"six\", \"tabulate\"]\n# ///\nimport six, tabulate\n"
        + "def f() -> str:\n    return six.ensure_str(tabulate.tabulate([['x']], tablefmt='plain'))\n",
      to: "online.py")
    #expect(try place.run("lock", "online.py").status == 0)
    #expect(try place.read("pylock.online.toml").contains("name = \"six\""))
    #expect(try place.run("call", "online.py", "f").output == "\"x\"\n")
  }

  /// What markers are judged by while wheels are looked for is what Python says in the guest.
  @Test func `Markers are judged as the guest is`() throws {
    let place = try Place()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/PyGuestCommands/Dependencies/resolve.py").path
    let told = try Executable.run(
      [
        "-B", "-c",
        "import runpy, json; print(json.dumps(runpy.run_path(\(script.debugDescription))['GUEST'], sort_keys=True))",
      ],
      by: "/usr/bin/python3", in: place.path)
    try place.write(
      """
      import json, os, platform, sys

      def guest() -> str:
          version = ".".join(map(str, sys.implementation.version[:3]))
          return json.dumps({
              "implementation_name": sys.implementation.name, "implementation_version": version,
              "os_name": os.name, "platform_machine": platform.machine(),
              "platform_python_implementation": platform.python_implementation(),
              "platform_release": platform.release(), "platform_system": platform.system(),
              "platform_version": platform.version(),
              "python_full_version": platform.python_version(),
              "python_version": ".".join(platform.python_version_tuple()[:2]),
              "sys_platform": sys.platform,
          }, sort_keys=True)
      """, to: "guest.py")
    let guest = try place.run("call", "guest.py", "guest")
    let text = try JSONDecoder().decode(String.self, from: Data(guest.output.utf8))
    #expect(told.output == text + "\n")
  }
}
