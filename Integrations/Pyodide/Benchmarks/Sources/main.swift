import Foundation
import Measuring

// pyodide-bench models [ROOT]
//     measures the model as all others are, and leaves ROOT/.build/bench-pyodide.json for
//     pyguest-bench models
// pyodide-bench engines [ROWS [BATCHES [ROUNDS]]]
//     compares JavaScriptCore with Node.js: the same distribution, functions and batches
// pyodide-bench run DISTRIBUTION FUNCTIONS.py ROWS BATCHES
//     one round of that in JavaScriptCore, as JSON

let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.compactMap { Int($0) }
do {
  switch arguments.first {
  case "models":
    try CommonMeasurement(checkout: Checkout(root: arguments.count > 1 ? arguments[1] : ".")).run()
  case "engines":
    var comparison = EngineComparison()
    if numbers.count > 0 { comparison.rows = numbers[0] }
    if numbers.count > 1 { comparison.batches = numbers[1] }
    if numbers.count > 2 { comparison.rounds = numbers[2] }
    try comparison.run()
  case "run" where arguments.count == 5 && numbers.count == 2:
    try EngineRun(
      distribution: arguments[1], functions: arguments[2], rows: numbers[0], batches: numbers[1]
    ).run()
  default:
    tell("usage: pyodide-bench models [ROOT] | engines [ROWS [BATCHES [ROUNDS]]]")
    exit(2)
  }
} catch {
  tell("pyodide-bench: \(error)")
  exit(1)
}
