// swift-tools-version: 6.2
import PackageDescription

/// Foreign files that `./just setup` fetched and checked.
let dependencies = "\(Context.packageDirectory)/.deps"

/// Where executables look for wasmtime's library: here, or beside themselves in a release.
let libraryPath =
  Context.environment["PYTHON_GUEST_RPATH"] ?? "\(dependencies)/wasmtime/lib"

let wasmtimeLibrary: [LinkerSetting] = [
  .unsafeFlags([
    "-L\(dependencies)/wasmtime/lib", "-Xlinker", "-rpath", "-Xlinker", libraryPath,
  ])
]

let package = Package(
  name: "PythonGuest",
  products: [
    .library(name: "PythonGuest", targets: ["PythonGuest", "Columns"]),
    .library(name: "Models", targets: ["Models"]),
    .library(name: "PyGuestCommands", targets: ["PyGuestCommands"]),
    .library(name: "ModelConformance", targets: ["ModelConformance"]),
    .library(name: "ModelBenchmark", targets: ["ModelBenchmark"]),
    .executable(name: "pyguest", targets: ["pyguest"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CWasmtime"),
    .systemLibrary(name: "CMemoryFile"),
    .systemLibrary(name: "CSQLiteSettings"),
    .systemLibrary(name: "CZlib"),
    .target(
      name: "Wasmtime", dependencies: ["CWasmtime", "CMemoryFile"],
      linkerSettings: wasmtimeLibrary),
    .target(name: "GuestInterface"),
    .target(name: "Columns", dependencies: ["GuestInterface"]),
    .target(name: "Files"),
    .target(name: "Tables", dependencies: ["Columns", "Files", "CZlib"]),
    .target(
      name: "PythonGuest",
      dependencies: [
        "Wasmtime", "Columns", "GuestInterface", "Files",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Models",
      dependencies: [
        "PythonGuest", "Wasmtime", "Columns", "Files",
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
      ]),
    .target(name: "ModelConformance", dependencies: ["PythonGuest", "Columns"]),
    .executableTarget(name: "pyguest", dependencies: ["PyGuestCommands"]),
    .executableTarget(name: "pyguest-image", dependencies: ["PythonGuest"]),
    .executableTarget(
      name: "pyguest-bench", dependencies: ["PythonGuest", "Columns", "Wasmtime"],
      path: "Benchmarks/Sources"),
    .target(
      name: "ModelBenchmark", dependencies: ["PythonGuest", "Wasmtime", "Columns"],
      path: "Benchmarks/Models"),
    .executableTarget(
      name: "pyguest-bench-models",
      dependencies: ["ModelBenchmark", "Models", "PythonGuest", "Wasmtime"],
      path: "Benchmarks/ModelsMain"),
    .target(
      name: "TestSupport", dependencies: ["PythonGuest", "Columns"], path: "Tests/Support"),
    .testTarget(
      name: "WasmtimeTests", dependencies: ["Wasmtime"], resources: [.copy("Fixtures")]),
    .testTarget(name: "ColumnsTests", dependencies: ["Columns"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(name: "TablesTests", dependencies: ["Tables", "Columns", "CZlib", "TestSupport"]),
    .testTarget(
      name: "PythonGuestTests",
      dependencies: ["PythonGuest", "Columns", "Wasmtime", "TestSupport"],
      exclude: ["Fixtures", "Goldens"]),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "ModelConformance", "PythonGuest", "Columns", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "HostileTests",
      dependencies: ["PythonGuest", "Columns", "Wasmtime", "GuestInterface", "TestSupport"],
      path: "Tests/Hostile", exclude: ["Fixtures"]),
    .testTarget(
      name: "PyGuestCommandsTests",
      dependencies: [
        "PyGuestCommands", "pyguest", "Tables", "Columns", "TestSupport",
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], exclude: ["Conversions", "Fixtures", "Transcripts"]),
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
