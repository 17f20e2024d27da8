public import Columns

/// What was measured of one execution model. Fields that do not apply are nil.
public struct ModelMeasurement: Codable, Sendable {
  public var name: String
  /// The version of Python, as a program is told.
  public var python: String
  /// Packages beyond the standard library.
  public var packages: [String]
  /// Bytes of WebAssembly and of the library beside it.
  public var moduleBytes: Int
  /// Bytes of machine code as it is kept, and seconds to compile that; nil where another engine
  /// than wasmtime does.
  public var compiledBytes: Int?
  public var compileSeconds: Double?
  /// Seconds to compile the realistic source ahead of time, where the model does.
  public var programSeconds: Double?
  /// From nothing to a program that is loaded, in this process: the first time.
  public var startMilliseconds: Double
  /// The same again, when the model is warm: what a new instance costs.
  public var instanceMilliseconds: Double
  /// Nanoseconds a row of each workload, and native CPython's.
  public var rows: [String: Double]
  public var native: [String: Double]
  /// Growth of this process's resident memory by one instance with a program, in MB.
  public var memoryMegabytes: Double
  /// How many functions the module imports; nil where that is not known.
  public var imports: Int?
  /// What programs reached of all that was tried.
  public var reach: [String]
  /// Whether the flights functions gave the same answers as the embedded model on every row.
  public var agrees: Bool
  public var verdict: Verdict
  public var limitations: [String]
}

/// A workload: a function, and the column it is run over.
public struct Workload: Sendable {
  public var name: String
  public var file: String
  public var function: String
  public var rows: Int
  public var batch: @Sendable (Int) throws -> Batch

  /// The workloads for all models, then those for models with numpy.
  public static let all: [Workload] = [
    Workload(name: "add_one", file: "functions.py", function: "add_one", rows: 200_000) { rows in
      try Batch(columns: [Column(int64: (0..<rows).map { Int64($0) })])
    },
    Workload(name: "sub_str", file: "functions.py", function: "sub_str", rows: 200_000) { rows in
      try Batch(columns: [Column(utf8: (0..<rows).map { "host\($0).example.com" })])
    },
    Workload(name: "half_null", file: "functions.py", function: "or_zero", rows: 200_000) { rows in
      try Batch(columns: [Column(int64: (0..<rows).map { $0 % 2 == 1 ? nil : Int64($0) })])
    },
    Workload(name: "realistic", file: "realistic.py", function: "rate", rows: 20_000) { rows in
      try Batch(columns: [Column(utf8: (0..<rows).map(logLine))])
    },
  ]

  public static let numpy = Workload(
    name: "numpy", file: "numpy_mean.py", function: "centred", rows: 200_000
  ) { rows in
    try Batch(columns: [Column(float64: (0..<rows).map { Double($0) })])
  }

  /// A line of a web server's log; `native.py` makes the same.
  public static func logLine(_ row: Int) -> String {
    let paths = ["/", "/index.html", "/wp-login.php?user=admin", "/search?q=union+select", "/a/b"]
    let agents = ["Mozilla/5.0 Firefox/128.0", "curl/8.5.0", "-", "Googlebot/2.1"]
    let status = [200, 301, 404, 500][row % 4]
    return "203.0.\(row % 256).\(row % 199) - - [10/Oct/2024:\(10 + row % 10):55:36 +0000] "
      + "\"GET \(paths[row % 5]) HTTP/1.1\" \(status) \(row) \"-\" \"\(agents[row % 4])\""
  }
}
