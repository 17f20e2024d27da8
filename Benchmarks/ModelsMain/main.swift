import Foundation
import ModelBenchmark
import PythonGuest

// pyguest-bench-models ROOT [MODEL …]
//
// Measures the execution models that are installed, or those named, in one run; prints tables,
// and writes .build/bench-models.json.

let root = CommandLine.arguments.dropFirst().first ?? "."
let wanted = Set(CommandLine.arguments.dropFirst(2))

func tell(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

let benchmark = try ModelBenchmark(root: root)
let flights = try FlightsAgreement(root: root)
let promised = try flights.answers(EmbeddedProvider().make(ModelOptions()))
var measured: [ModelMeasurement] = []
var failures = 0
for subject in Subjects(root: root).all {
  guard wanted.isEmpty || wanted.contains(subject.provider.name) else { continue }
  let description = subject.provider.describe()
  guard description.available else {
    tell("\(subject.name) is not installed: \(description.install ?? "")")
    continue
  }
  do {
    measured.append(
      try benchmark.measure(subject, flights: flights, promised: promised, progress: tell))
  } catch {
    failures += 1
    tell("\(subject.name): \(error)")
  }
}

let more = "\(root)/.build/bench-pyodide.json"
if wanted.isEmpty || wanted.contains("pyodide"),
  let data = FileManager.default.contents(atPath: more)
{
  measured += try JSONDecoder().decode([ModelMeasurement].self, from: data)
}
print(ModelTable(measured).text)
let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
try encoder.encode(measured).write(to: URL(filePath: "\(root)/.build/bench-models.json"))
if failures > 0 || measured.contains(where: { !$0.agrees }) { exit(1) }
