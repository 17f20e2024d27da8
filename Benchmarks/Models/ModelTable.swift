import Foundation

/// The table that people read.
public struct ModelTable {
  private let measured: [ModelMeasurement]

  public init(_ measured: [ModelMeasurement]) { self.measured = measured }

  public var text: String {
    let workloads = ["add_one", "sub_str", "half_null", "realistic", "numpy"]
    let head =
      ["model", "python", "start ms", "instance ms", "MB"]
      + workloads.flatMap { ["\($0) ns", "×"] } + ["flights"]
    let rows = measured.map { model in
      [
        model.name, model.python ?? "", number(model.startMilliseconds),
        number(model.instanceMilliseconds), number(model.memoryMegabytes),
      ]
        + workloads.flatMap { name -> [String] in
          guard let own = model.rows[name] else { return ["", ""] }
          return [number(own), model.native[name].map { number(own / $0) } ?? ""]
        }
        + [model.agrees.map { $0 ? "agree" : "DIFFER" } ?? ""]
    }
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column < 2 ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : "%.0f", value)
  }
}
