import Measuring

/// The tables that people read: speed, size, and what decides.
public struct ModelTable {
  private let measured: [ModelMeasurement]

  public init(_ measured: [ModelMeasurement]) { self.measured = measured }

  public var text: String {
    """
    Nanoseconds a row, and × native CPython

    \(speed.text)

    Size, start and memory

    \(size.text)

    What programs reach, of all that was tried

    \(reach.text)

    Can a database embed it?

    \(verdicts.text)
    """
  }

  private var speed: TextTable {
    let workloads = ["add_one", "sub_str", "half_null", "realistic", "numpy"]
    let head = ["model", "python"] + workloads.flatMap { [$0, "×"] } + ["flights"]
    return TextTable(
      head,
      measured.map { model in
        let columns = workloads.flatMap { name -> [String] in
          guard let own = model.rows[name] else { return ["", ""] }
          return [TextTable.number(own), TextTable.number(model.native[name].map { own / $0 })]
        }
        return [model.name, model.python] + columns + [model.agrees ? "agree" : "DIFFER"]
      })
  }

  private var size: TextTable {
    TextTable(
      [
        "model", "packages", "module MB", "compiled MB", "compile s", "program s", "start ms",
        "instance ms", "memory MB",
      ],
      measured.map { model in
        let numbers: [Double?] = [
          Double(model.moduleBytes) / 1e6, model.compiledBytes.map { Double($0) / 1e6 },
          model.compileSeconds, model.programSeconds, model.startMilliseconds,
          model.instanceMilliseconds, model.memoryMegabytes,
        ]
        let packages = model.packages.isEmpty ? "none" : "\(model.packages.count)"
        return [model.name, packages] + numbers.map(TextTable.number)
      })
  }

  private var reach: TextTable {
    TextTable(
      ["model", "imports", "reached"],
      measured.map { model in
        [
          model.name, model.imports.map { "\($0)" } ?? "",
          model.reach.isEmpty ? "nothing" : model.reach.joined(separator: ", "),
        ]
      })
  }

  private var verdicts: TextTable {
    TextTable(
      ["model", "", "why"],
      measured.map { [$0.name, $0.verdict.embeddable ? "yes" : "no", $0.verdict.reason] })
  }
}
