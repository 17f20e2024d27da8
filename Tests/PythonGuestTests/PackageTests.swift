import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

@Suite("Packages")
struct PackageTests {
  private static let alpha = "alpha-1.0-py3-none-any.whl"
  private static let beta = "beta-2.0-py3-none-any.whl"
  private static let gamma = "gamma-3.1-py3-none-any.whl"

  private func program(_ source: String, _ packages: Package...) throws -> Program {
    try Program(
      source: source, file: "program.py", image: TestSandbox.image, packages: packages)
  }

  @Test func `Wheels can be imported, whatever their order`() throws {
    let source = "import alpha\ndef f() -> str: return alpha.name()\n"
    let packages = try [Self.beta, Self.alpha].map { try TestWheels.package($0) }
    for given in [packages, packages.reversed()] {
      let program = try Program(
        source: source, file: "program.py", image: TestSandbox.image, packages: given)
      #expect(try program.value("f") == .utf8("alpha with beta 2.0"))
      #expect(program.dependencies.map(\.name) == ["alpha", "beta"])
    }
  }

  @Test func `Data is read through resources, pkgutil and open`() throws {
    let program = try program(
      """
      import importlib.resources, os, pathlib, pkgutil, gamma
      FOLDER = os.path.dirname(gamma.__file__)
      def resource() -> str: return importlib.resources.files("gamma").joinpath("data.txt").read_text()
      def got() -> bytes: return pkgutil.get_data("gamma", "data.txt")
      def opened() -> str:
          with open(os.path.join(FOLDER, "data.txt")) as file:
              return file.read()
      def dotted() -> str: return pathlib.Path(FOLDER, "inner/../data.txt").read_text()
      def sought() -> bytes:
          with open(FOLDER + "/long.bin", "rb") as file:
              file.seek(-3, os.SEEK_END)
              end = file.read()
              file.seek(300)
              return end + file.read(2) + os.pread(file.fileno(), 2, 5)
      def whole() -> bool:
          with open(FOLDER + "/long.bin", "rb") as file:
              return file.read() == bytes(range(256)) * 4096
      def listed() -> str: return " ".join(sorted(os.listdir(FOLDER)))
      def walked() -> str: return " ".join(sorted(name for _, _, names in os.walk(FOLDER) for name in names))
      def modules() -> str: return " ".join(module.name for module in pkgutil.walk_packages(gamma.__path__, "gamma."))
      def size() -> int: return os.stat(FOLDER + "/long.bin").st_size
      """, TestWheels.package(Self.gamma))
    #expect(try program.value("resource") == .utf8("some data\n"))
    #expect(try program.value("got") == .binary(Array("some data\n".utf8)))
    #expect(try program.value("opened") == .utf8("some data\n"))
    #expect(try program.value("dotted") == .utf8("some data\n"))
    #expect(try program.value("sought") == .binary([253, 254, 255, 44, 45, 5, 6]))
    #expect(try program.value("whole") == .bool(true))
    #expect(try program.value("listed") == .utf8("__init__.py data.txt inner long.bin"))
    #expect(
      try program.value("walked") == .utf8("__init__.py __init__.py data.txt deep.py long.bin"))
    #expect(try program.value("modules") == .utf8("gamma.inner gamma.inner.deep"))
    #expect(try program.value("size") == .int64(256 * 4096))
  }

  @Test func `Metadata tells versions, files and entry points`() throws {
    let program = try program(
      """
      import importlib.metadata as metadata
      def version() -> str: return metadata.version("gamma")
      def point() -> int: return metadata.entry_points(group="tools")["answer"].load()()
      def files() -> str: return " ".join(str(file) for file in metadata.files("gamma") if file.suffix == ".txt")
      def extra() -> str:
          import gamma_extra
          return gamma_extra.EXTRA
      """, TestWheels.package(Self.gamma))
    #expect(try program.value("version") == .utf8("3.1"))
    #expect(try program.value("point") == .int64(42))
    #expect(
      try program.value("files") == .utf8("gamma/data.txt gamma-3.1.dist-info/entry_points.txt"))
    #expect(try program.value("extra") == .utf8("placed"))
  }

  @Test func `Packages of one namespace lie together`() throws {
    let program = try program(
      "import space.one, space.two\ndef f() -> str: return space.one.NAME + space.two.NAME\n",
      TestWheels.package("space_one-1.0-py3-none-any.whl"),
      TestWheels.package("space_two-1.0-py3-none-any.whl"))
    #expect(try program.value("f") == .utf8("onetwo"))
  }

  @Test func `Nothing is written`() throws {
    let program = try program(
      """
      import gamma, os
      FOLDER = os.path.dirname(gamma.__file__)
      def tried(name: str) -> str:
          try:
              match name:
                  case "write": open(FOLDER + "/data.txt", "w")
                  case "append": open(FOLDER + "/data.txt", "a")
                  case "update": open(FOLDER + "/data.txt", "r+")
                  case "new": open(FOLDER + "/new.txt", "x")
                  case "folder": os.mkdir(FOLDER + "/new")
                  case "remove": os.remove(FOLDER + "/data.txt")
                  case "rename": os.rename(FOLDER + "/data.txt", FOLDER + "/other.txt")
                  case "link": os.symlink(FOLDER + "/data.txt", FOLDER + "/link.txt")
                  case "up": open(FOLDER + "/../../outside.txt")
                  case "through": open(FOLDER + "/data.txt/inside")
                  case "open folder": open(FOLDER)
          except OSError as error:
              return os.strerror(error.errno)
          return "done"
      """, TestWheels.package(Self.gamma))
    let readOnly = ["write", "append", "update", "new", "folder", "remove", "rename", "link"]
    for name in readOnly {
      #expect(try program.value("tried", .utf8(name)) == .utf8("Read-only file system"), "\(name)")
    }
    #expect(try program.value("tried", .utf8("up")) == .utf8("No such file or directory"))
    #expect(try program.value("tried", .utf8("through")) == .utf8("Not a directory"))
    #expect(try program.value("tried", .utf8("open folder")) == .utf8("Is a directory"))
  }

  @Test func `An exception inside a package shows the package's lines`() throws {
    let program = try program(
      "import beta\ndef f() -> str: return beta.name(1)\n"
        + "def g() -> str:\n    import gamma\n    return gamma.answer(1)\n",
      TestWheels.package(Self.beta), TestWheels.package(Self.gamma))
    let error = try failure { try program.value("f") }
    #expect(error.code == .pythonException)
    let broken = try failure {
      try self.program("import broken\n", TestWheels.package("broken-1.0-py3-none-any.whl"))
    }
    #expect(broken.code == .pythonException)
    #expect(broken.traceback?.contains("/lib/python3.13/site-packages/broken.py") == true)
    #expect(broken.traceback?.contains("def f(:") == true)
  }

  @Test func `A source of a package's name imports the package`() throws {
    let program = try Program(
      source: "from beta import name\ndef f() -> str: return name()\n", file: "beta.py",
      image: TestSandbox.image, packages: [TestWheels.package(Self.beta)])
    #expect(try program.value("f") == .utf8("beta 2.0"))
  }

  // MARK: Program images

  @Test func `A program image holds its packages`() throws {
    let source = """
      import alpha
      def f() -> str: return alpha.name()
      def late() -> int:
          import gamma
          return gamma.answer()
      """
    let packages = try [Self.alpha, Self.beta, Self.gamma].map { try TestWheels.package($0) }
    let image = try ProgramImage(
      ProgramSource(text: source, file: "program.py", packages: packages),
      image: TestSandbox.image)
    let read = try ProgramImage(
      image.serialized(), named: "program.pyguest", image: TestSandbox.image)
    #expect(read.dependencies.map(\.name) == ["alpha", "beta", "gamma"])
    for program in try [Program(image), Program(read, environment: ["A": "b"])] {
      #expect(try program.value("f") == .utf8("alpha with beta 2.0"))
      #expect(try program.value("late") == .int64(42))
      #expect(program.dependencies == read.dependencies)
    }
  }

  @Test func `Other wheels make another program image`() throws {
    let model = ProgramImageModel(try TestSandbox.image)
    for version in ["1.0", "2.0", "1.0"] {
      let package = try TestWheels.package("beta-\(version)-py3-none-any.whl")
      let source = ProgramSource(
        text: "import beta\ndef f() -> str: return beta.name()\n", file: "program.py",
        packages: [package])
      #expect(try Program(source, model: model).value("f") == .utf8("beta \(version)"))
    }
  }

  // MARK: Refusals

  @Test(arguments: [
    "six-1.0-cp313-cp313-manylinux_2_17_x86_64.whl", "six-1.0-py3-none-linux_x86_64.whl",
    "six-1.0-cp313-abi3-any.whl", "six.whl", "six-1.0.tar.gz", "", "-1-py3-none-any.whl",
    "a/b-1.0-py3-none-any.whl", "six-1.0-py3-none-any.whl\n",
  ])
  func `A name that is none of a wheel for every machine is refused`(name: String) throws {
    let error = try failure { try Package(wheel: [], fileName: name) }
    #expect(error.code == .dependency)
    #expect(error.message.contains("whl"))
  }

  @Test func `A wheel of another hash is refused`() throws {
    let package = try TestWheels.package(Self.beta)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(TestWheels.good.get())/\(Self.beta)"))
    _ = try Package(
      wheel: Array(bytes), fileName: Self.beta, sha256: package.sha256.uppercased())
    let error = try failure {
      try Package(wheel: Array(bytes) + [0], fileName: Self.beta, sha256: package.sha256)
    }
    #expect(error.code == .dependency)
    #expect(error.message.contains(package.sha256))
  }

  // MARK: Modules

  @Test func `A folder of modules can be imported, and a folder that is a package`() throws {
    let folder = try TemporaryFolder()
    for name in ["lib", "lib/inner", "lib/.git", "lib/__pycache__", "own"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    _ = try folder.file("lib/tools.py", "from inner import there\nNAME = 'tools'\n")
    _ = try folder.file("lib/inner/__init__.py", "def there() -> int:\n    return 1\n")
    _ = try folder.file("lib/inner/words.txt", "words")
    _ = try folder.file("lib/.git/config", "secret")
    _ = try folder.file("lib/__pycache__/tools.pyc", "secret")
    _ = try folder.file("own/__init__.py", "from .part import NAME\n")
    _ = try folder.file("own/part.py", "NAME = 'own'\n")
    let source = """
      import os, own, tools
      def names() -> str: return own.NAME + tools.NAME
      def words() -> str: return open("/modules/inner/words.txt").read()
      def all_() -> str: return " ".join(sorted(os.listdir("/modules")))
      """
    let program = try program(
      source, Package(modulesIn: "\(folder.path)/lib"), Package(modulesIn: "\(folder.path)/own/"))
    #expect(try program.value("names") == .utf8("owntools"))
    #expect(try program.value("words") == .utf8("words"))
    #expect(try program.value("all_") == .utf8("inner own tools.py"))
    #expect(program.dependencies.isEmpty)
    let twice = try failure {
      try self.program(
        source, Package(modulesIn: "\(folder.path)/lib"), Package(modulesIn: "\(folder.path)/lib"))
    }
    #expect(twice.code == .dependency)
    #expect(twice.message.contains("another folder has"))
  }

  @Test func `One's own module comes before a package's`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("beta.py", "def name() -> str: return 'own'\n")
    let program = try program(
      "import beta\ndef f() -> str: return beta.name()\n", TestWheels.package(Self.beta),
      Package(modulesIn: folder.path))
    #expect(try program.value("f") == .utf8("own"))
  }

  @Test func `A folder with a link that leads out of it is refused`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("inside.py", "X = 1\n")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/same.py", withDestinationPath: "inside.py")
    _ = try Package(modulesIn: folder.path)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/out.py", withDestinationPath: "/etc/hostname")
    let error = try failure { try Package(modulesIn: folder.path) }
    #expect(error.code == .dependency)
    #expect(error.message.contains("the link out.py, which leads out of it"))
  }

  @Test func `A folder that is none, empty or loops is refused`() throws {
    let folder = try TemporaryFolder()
    #expect(try failure { try Package(modulesIn: folder.path) }.message.contains("no modules"))
    #expect(try failure { try Package(modulesIn: folder.path + "/x") }.code == .dependency)
    let file = try folder.file("a.py", "")
    #expect(try failure { try Package(modulesIn: file) }.message.contains("is no folder"))
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/loop", withDestinationPath: ".")
    #expect(throws: PythonGuestError.self) { try Package(modulesIn: folder.path) }
  }
}
