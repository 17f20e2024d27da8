import Columns
import PythonGuest

// Runs a function of a user's over a batch, and goes on when the function does not.

let source = """
  def gross(net: float, country: str | None) -> float:
      rate = {"AT": 0.20, "DE": 0.19, "LU": 0.17}.get(country or "DE")
      if rate is None:
          raise ValueError(f"no rate for {country}")
      return round(net * (1 + rate), 2)
  """

/// Prints what the function makes of each row, or why it failed.
func show(_ gross: Function, nets: [Double?], countries: [String?]) throws {
  let batch = try Batch(columns: [Column(float64: nets), Column(utf8: countries)])
  do {
    let result = try gross.call(batch).columns[0]
    for row in 0..<result.count { print(try result.value(at: row)) }
  } catch let error as PythonGuestError {
    print(error.code.rawValue, "row", error.row ?? 0, error.message)
  }
}

// One runtime and one image are enough for a process; the program may be called by all threads.
let image = try Image(runtime: Runtime(), directory: Image.locate())
let limits = Limits(time: .seconds(1), memory: 64 << 20)
let program = try Program(source: source, file: "prices.py", image: image, limits: limits)
let gross = try program.function(named: "gross")

try show(gross, nets: [100, nil, 59.9], countries: ["AT", "LU", nil])
try show(gross, nets: [100, 100], countries: ["DE", "FR"])
