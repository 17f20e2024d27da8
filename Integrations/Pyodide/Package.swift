// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that nobody else needs JavaScriptCore's library.
let package = Package(
  name: "PythonGuestPyodide",
  products: [
    .library(name: "Pyodide", targets: ["Pyodide"]),
    .executable(name: "pyguest-pyodide", targets: ["pyguest-pyodide"]),
  ],
  dependencies: [
    .package(name: "PythonGuest", path: "../..")
  ],
  targets: [
    .systemLibrary(
      name: "CJavaScriptCore", pkgConfig: "javascriptcoregtk-4.1",
      providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]),
    .target(name: "CParking"),
    .target(name: "JavaScript", dependencies: ["CJavaScriptCore", "CParking"]),
    .target(
      name: "Pyodide",
      dependencies: [
        "JavaScript", "CJavaScriptCore",
        .product(name: "PythonGuest", package: "PythonGuest"),
        .product(name: "Models", package: "PythonGuest"),
        .product(name: "Sandbox", package: "PythonGuest"),
      ],
      resources: [
        .embedInCode("Resources/prelude.js"),
        .embedInCode("Resources/interpreter.js"),
        .embedInCode("Resources/bridge.py"),
        .embedInCode("Resources/known-releases.json"),
      ]),
    .target(
      name: "PyodideServer",
      dependencies: [
        "Pyodide", .product(name: "PythonGuest", package: "PythonGuest"),
        .product(name: "Models", package: "PythonGuest"),
      ],
      resources: [
        .embedInCode("Resources/page.html"),
        .embedInCode("Resources/page.js"),
        .embedInCode("Resources/page.py"),
        .embedInCode("Resources/example.py"),
      ]),
    .executableTarget(
      name: "pyguest-pyodide",
      dependencies: [
        "Pyodide", "PyodideServer",
        .product(name: "PyGuestCommands", package: "PythonGuest"),
      ]),
    .executableTarget(
      name: "pyodide-bench",
      dependencies: [
        "Pyodide", .product(name: "PythonGuest", package: "PythonGuest"),
        .product(name: "Models", package: "PythonGuest"),
        .product(name: "ModelBenchmark", package: "PythonGuest"),
      ],
      path: "Benchmarks/Sources"),
    .testTarget(
      name: "PyodideTests",
      dependencies: [
        "Pyodide", "PyodideServer", .product(name: "PythonGuest", package: "PythonGuest"),
        .product(name: "ModelConformance", package: "PythonGuest"),
        .product(name: "ModelBenchmark", package: "PythonGuest"),
        .product(name: "Models", package: "PythonGuest"),
      ]),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .treatAllWarnings(as: .error),
    ]
}
