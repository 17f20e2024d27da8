// swift-tools-version: 6.2
import PackageDescription

/// Where the package comes from, and which version: `./just check` tries the checkout's own.
let location =
  Context.environment["PYTHON_GUEST_URL"] ?? "https://github.com/python-guest/python-guest"
let version = Context.environment["PYTHON_GUEST_VERSION"] ?? "1.0.0"

let package = Package(
  name: "embedding",
  dependencies: [.package(url: location, exact: Version(stringLiteral: version))],
  targets: [
    .executableTarget(
      name: "embedding",
      dependencies: [.product(name: "PythonGuest", package: "python-guest")])
  ]
)
