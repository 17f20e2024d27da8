import Foundation

/// The tables that people read: speed, size, and what decides.
public struct ModelTable {
  private let measured: [ModelMeasurement]

  public init(_ measured: [ModelMeasurement]) { self.measured = measured }

  public var text: String {
    """
    Nanoseconds a row, and × native CPython

    \(aligned(speed))

    Size, start and memory

    \(aligned(size))

    What programs reach, of all that was tried

    \(aligned(reach))

    Can a database embed it?

    \(aligned(verdicts))
    """
  }

  private var speed: [[String]] {
    let workloads = ["add_one", "sub_str", "half_null", "realistic", "numpy"]
    let head = ["model", "python"] + workloads.flatMap { [$0, "×"] } + ["flights"]
    return [head]
      + measured.map { model in
        let columns = workloads.flatMap { name -> [String] in
          guard let own = model.rows[name] else { return ["", ""] }
          return [number(own), model.native[name].map { number(own / $0) } ?? ""]
        }
        return [model.name, model.python] + columns + [model.agrees ? "agree" : "DIFFER"]
      }
  }

  private var size: [[String]] {
    [
      [
        "model", "packages", "module MB", "compiled MB", "compile s", "program s", "start ms",
        "instance ms", "memory MB",
      ]
    ]
      + measured.map { model in
        [
          model.name, model.packages.isEmpty ? "none" : "\(model.packages.count)",
          number(Double(model.moduleBytes) / 1e6),
          number(model.compiledBytes.map { Double($0) / 1e6 }), number(model.compileSeconds),
          number(model.programSeconds), number(model.startMilliseconds),
          number(model.instanceMilliseconds), number(model.memoryMegabytes),
        ]
      }
  }

  private var reach: [[String]] {
    [["model", "imports", "reached"]]
      + measured.map { model in
        [
          model.name, model.imports.map { "\($0)" } ?? "",
          model.reach.isEmpty ? "nothing" : model.reach.joined(separator: ", "),
        ]
      }
  }

  private var verdicts: [[String]] {
    [["model", "", "why"]]
      + measured.map { model in
        [model.name, model.verdict.embeddable ? "yes" : "no", model.verdict.reason]
      }
  }

  private func number(_ value: Double?) -> String {
    value.map { String(format: $0 < 10 ? "%.2f" : "%.0f", $0) } ?? ""
  }

  /// Columns that begin with a digit somewhere are numbers, and stand to the right.
  private func aligned(_ rows: [[String]]) -> String {
    guard let head = rows.first else { return "" }
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let isNumber = head.indices.map { column in
      column > 1 && rows.dropFirst().contains { $0[column].first?.isNumber == true }
    }
    return rows.map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return isNumber[column] ? space + row[column] : row[column] + space
      }
      return cells.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func trimmingSuffix(_ isSpace: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return rest
  }
}
