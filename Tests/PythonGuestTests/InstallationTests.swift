import Foundation
import PythonGuest
import TestSupport
import Testing

@Suite("Installation")
struct InstallationTests {
  @Test("A checkout is found from the place of the executable in its .build, and nowhere else")
  func checkouts() {
    #expect(Installation.checkout(ofBuildFolder: "/w/main/.build/debug") == "/w/main")
    #expect(Installation.checkout(ofBuildFolder: "/w/.build/x86_64-linux/release") == "/w")
    #expect(Installation.checkout(ofBuildFolder: "/w/a/.build/b/.build/c") == "/w/a")
    for other in ["/w/main/dist/bin", "/usr/bin", "", "/w/.builds/debug", "/w/x.build/debug"] {
      #expect(Installation.checkout(ofBuildFolder: other) == nil)
    }
    let source = "/w/Sources/PythonGuest/Installation/Installation.swift"
    #expect(Installation.checkout(ofSource: source) == "/w")
    #expect(Installation.checkout(ofSource: "Sources/PythonGuest/Installation/x.swift") == nil)
  }

  @Test("Only what PATH has at absolute places is searched for programs")
  func searchPath() {
    #expect(Installation.searchPath(of: "/usr/bin:/bin") == "/usr/bin:/bin")
    for relative in [".", "", "bin", "./bin", "../bin", "~/bin"] {
      #expect(Installation.searchPath(of: "\(relative):/usr/bin") == "/usr/bin")
      #expect(Installation.searchPath(of: "/usr/bin:\(relative)") == "/usr/bin")
      #expect(Installation.searchPath(of: relative) == "")
    }
  }

  @Test(
    "A variable names a folder by its absolute path", arguments: [".", "a", "./a", "../a", "~"])
  func variables(_ relative: String) throws {
    #expect(try Installation.folder(named: "F", in: ["F": "/a/b"]) == "/a/b")
    #expect(try Installation.folder(named: "F", in: ["F": ""]) == nil)
    #expect(try Installation.folder(named: "F", in: [:]) == nil)
    let error = try failure { try Installation.folder(named: "F", in: ["F": relative]) }
    #expect(error.code == .usage)
    #expect(error.message == "F names the folder \(relative); give it an absolute path")
  }
}

@Suite("Trust in an image", .serialized)
struct ImageTrustTests {
  /// A copy of the image under test, which goes with the test.
  private final class Copy {
    let path = NSTemporaryDirectory() + "image-\(UUID().uuidString)"

    init() throws { try FileManager.default.copyItem(atPath: Image.locate(), toPath: path) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func load() throws -> Image { try Image(runtime: Runtime(), directory: path) }

    func refusal() throws -> String {
      let error = try failure { try load() }
      #expect(error.code == .internal)
      #expect(!error.message.contains("\n"))
      return error.message
    }
  }

  @Test("What others could have written is refused, with the reason", arguments: [0o020, 0o002])
  func writable(_ right: Int) throws {
    let copy = try Copy()
    _ = try copy.load()
    for name in ["/pyguest.cwasm", ""] {
      let path = copy.path + name
      let mode = name.isEmpty ? 0o755 : 0o644
      #expect(chmod(path, mode_t(mode | right)) == 0)
      #expect(
        try copy.refusal() == "the image is not used: \(path) can be written by others; "
          + "take that right away with chmod go-w")
      #expect(chmod(path, mode_t(mode)) == 0)
    }
    _ = try copy.load()
  }

  @Test(
    "What belongs to another user is refused", .enabled(if: geteuid() == 0, "needs root"),
    arguments: ["/pyguest.cwasm", ""])
  func foreign(_ name: String) throws {
    let copy = try Copy()
    #expect(chown(copy.path + name, 4711, 4711) == 0)
    #expect(
      try copy.refusal() == "the image is not used: \(copy.path + name) belongs to another user")
  }

  @Test("A link in the place of precompiled code is refused") func link() throws {
    let copy = try Copy()
    let file = "\(copy.path)/pyguest.cwasm"
    #expect(rename(file, "\(copy.path)/other") == 0)
    #expect(symlink("other", file) == 0)
    #expect(try copy.refusal().hasSuffix("pyguest.cwasm is a link or no folder"))
  }

  @Test("A folder without an image is told") func missing() throws {
    let copy = try Copy()
    for name in ["pyguest.cwasm", "pyguest.wasm"] {
      try FileManager.default.removeItem(atPath: "\(copy.path)/\(name)")
    }
    #expect(try copy.refusal().contains("pyguest.wasm is missing; run ./just debug"))
    let none = try failure { try Image(runtime: Runtime(), directory: "/none") }
    #expect(none.message == "/none is missing; run ./just debug to build it")
  }
}
