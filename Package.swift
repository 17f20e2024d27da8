// swift-tools-version: 6.2
import PackageDescription

/// What pkg-config calls wasmtime's library, of the one version that `CWasmtime` declares.
///
/// Where nothing says where to look, it is the one that `./just setup` left in this checkout.
let wasmtime =
  Context.environment["PKG_CONFIG_PATH", default: ""].isEmpty
  ? "\(Context.packageDirectory)/.deps/pkgconfig/wasmtime-50.0.1.pc" : "wasmtime-50.0.1"

let package = Package(
  name: "PythonGuest",
  products: [
    .library(name: "PythonGuest", targets: ["PythonGuest", "Columns"]),
    .library(name: "Sandbox", targets: ["Sandbox"]),
    .library(name: "Models", targets: ["Models"]),
    .library(name: "PyGuestCommands", targets: ["PyGuestCommands"]),
    .library(name: "ModelConformance", targets: ["ModelConformance"]),
    .library(name: "ModelBenchmark", targets: ["ModelBenchmark", "Measuring"]),
    .executable(name: "pyguest", targets: ["pyguest"]),
    // A part of the tests: what Python loads to hand columns over.
    .library(name: "ArrowExchange", type: .dynamic, targets: ["ArrowExchange"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CWasmtime", pkgConfig: wasmtime),
    .systemLibrary(name: "CArrow"),
    .systemLibrary(name: "CMemoryFile"),
    .systemLibrary(name: "CSQLiteSettings"),
    .systemLibrary(name: "CZlib"),
    .target(name: "Wasmtime", dependencies: ["CWasmtime", "CMemoryFile"]),
    .target(name: "GuestInterface"),
    .target(name: "Columns", dependencies: ["GuestInterface", "CArrow"]),
    .target(name: "Files"),
    .target(name: "Tables", dependencies: ["Columns", "Files", "CZlib"]),
    .target(name: "CPlatform"),
    .target(name: "Sandbox", dependencies: ["Wasmtime", "CPlatform"]),
    .target(
      name: "PythonGuest",
      dependencies: [
        "Sandbox", "Wasmtime", "Columns", "GuestInterface", "Files",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Models",
      dependencies: [
        "PythonGuest", "Sandbox", "Wasmtime", "Columns", "Files",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "PyGuestCommands",
      dependencies: [
        "PythonGuest",
        "Models",
        "CSQLiteSettings",
        "Columns",
        "Files",
        "Tables",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], exclude: ["Dependencies/resolve.py"]),
    .target(name: "ModelConformance", dependencies: ["PythonGuest", "Columns"]),
    .executableTarget(name: "pyguest", dependencies: ["PyGuestCommands"]),
    .executableTarget(name: "pyguest-image", dependencies: ["PythonGuest"]),
    .target(name: "Measuring", path: "Benchmarks/Measuring"),
    .target(
      name: "ModelBenchmark",
      dependencies: ["Measuring", "Models", "PythonGuest", "Wasmtime", "Columns", "Tables"],
      path: "Benchmarks/Models"),
    .executableTarget(
      name: "pyguest-bench",
      dependencies: [
        "Measuring", "ModelBenchmark", "Models", "PythonGuest", "Wasmtime", "Columns",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Command"),
    .target(
      name: "TestSupport", dependencies: ["PythonGuest", "Columns"], path: "Tests/Support",
      exclude: ["wheels.py"]),
    .testTarget(
      name: "WasmtimeTests", dependencies: ["Wasmtime"], resources: [.copy("Fixtures")]),
    .testTarget(name: "SandboxTests", dependencies: ["Sandbox", "Wasmtime"]),
    .testTarget(name: "MeasuringTests", dependencies: ["Measuring"]),
    .target(name: "ArrowExchange", dependencies: ["Columns"], path: "Tests/ArrowExchange"),
    .testTarget(
      name: "ColumnsTests", dependencies: ["Columns", "CArrow"],
      exclude: ["Arrow/arrays.py", "Arrow/exchange.py"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(
      name: "TablesTests",
      dependencies: ["Tables", "Columns", "CZlib", "ModelConformance", "TestSupport"]),
    .testTarget(
      name: "PythonGuestTests",
      dependencies: [
        "PythonGuest", "ModelConformance", "Sandbox", "Columns", "Wasmtime", "TestSupport",
      ],
      exclude: ["Fixtures", "Goldens"]),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "ModelConformance", "PythonGuest", "Columns", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "HostileTests",
      dependencies: [
        "PythonGuest", "Sandbox", "Columns", "Wasmtime", "GuestInterface", "TestSupport",
      ],
      path: "Tests/Hostile", exclude: ["Fixtures"]),
    .testTarget(
      name: "PyGuestCommandsTests",
      dependencies: [
        "PyGuestCommands", "Models", "pyguest", "Tables", "Columns", "TestSupport",
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], exclude: ["Conversions", "Dependencies", "Fixtures", "Transcripts"]),
  ]
)

for target in package.targets where target.type != .system && target.name != "CPlatform" {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .treatAllWarnings(as: .error),
    ]
}
