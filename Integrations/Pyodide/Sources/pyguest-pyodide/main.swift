import Columns
import Foundation
import Pyodide
import PythonGuest

let path = CommandLine.arguments[1]
func timed<R>(_ name: String, _ body: () throws -> R) rethrows -> R {
  let start = ContinuousClock.now
  defer { print(name, ContinuousClock.now - start) }
  return try body()
}
let distribution = try timed("check") { try Distribution(path: path) }
print(distribution.version, distribution.python, distribution.packages.count)
let model = try PyodideModel(distribution)
let text = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "def add_one(x: int) -> int:\n  return x + 1\n"
let source = ProgramSource(text: text, file: "a.py", output: { s, b in print(s, String(decoding: b, as: UTF8.self)) })
let instance = try timed("first") { try model.start(source) }
let second = try timed("second") { try model.start(source) } as! PyodideInstance
print(second.memoryBytes)
let column = try Column(.int64, (0..<500_000).map { Value.int64(Int64($0)) })
let batch = try Batch(columns: [column], rowCount: 500_000)
for _ in 0..<8 { _ = try timed("500000 rows") { try second.call(0, batch) } }
print(second.memoryBytes)
