import Foundation

// pyguest-bench ROOT [GROUP …]
//
// Runs the groups of measurements named, or all in one run; prints a table, and writes
// .build/bench.json when all were run.

let root = CommandLine.arguments.dropFirst().first ?? "."
let wanted = Set(CommandLine.arguments.dropFirst(2))

func run() throws {
  let benchmark = try Benchmark(root: root)
  let groups: [(name: String, about: String, run: () throws -> [Measurement])] = [
    ("columns", "columns of \(Benchmark.rows) rows, against native CPython", benchmark.columns),
    ("queries", "SQL queries, against sqlite3 of native CPython", benchmark.queries),
    ("instances", "instances and processes", benchmark.instances),
    ("interruptions", "endless loops at their time limit", benchmark.interruptions),
  ]
  var all: [Measurement] = []
  for group in groups where wanted.isEmpty || wanted.contains(group.name) {
    FileHandle.standardError.write(Data("\(group.about) …\n".utf8))
    all += try group.run()
  }
  print(all.table)
  if wanted.isEmpty {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(all).write(to: URL(filePath: "\(root)/.build/bench.json"))
  }
}

do {
  try run()
} catch {
  FileHandle.standardError.write(Data("pyguest-bench: \(error)\n".utf8))
  exit(1)
}
