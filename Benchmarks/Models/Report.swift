import Foundation
public import Measuring

/// What was measured last, of each group and of the models: the file `.build/bench.json`.
public struct Report: Codable, Sendable {
  public var groups: [String: [Figure]] = [:]
  public var models: [ModelMeasurement] = []

  private static let name = "bench.json"

  /// What is there already; nothing, where no file is of this form.
  public init(at checkout: Checkout) {
    let data = FileManager.default.contents(atPath: checkout.result(Self.name).path)
    let before = data.flatMap { try? JSONDecoder().decode(Report.self, from: $0) }
    groups = before?.groups ?? [:]
    models = before?.models ?? []
  }

  public func write(to checkout: Checkout) throws {
    try Self.write(self, to: checkout.result(Self.name))
  }

  // MARK: Models that only another program can run

  private static let elsewhere = "bench-pyodide.json"

  /// What another program has left to be told of together with the models of this one.
  public static func measuredElsewhere(_ checkout: Checkout) throws -> [ModelMeasurement]? {
    try FileManager.default.contents(atPath: checkout.result(elsewhere).path)
      .map { try JSONDecoder().decode([ModelMeasurement].self, from: $0) }
  }

  /// Leaves it.
  public static func leave(_ measured: [ModelMeasurement], in checkout: Checkout) throws {
    try write(measured, to: checkout.result(elsewhere))
  }

  private static func write(_ value: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(value).write(to: file)
  }
}
