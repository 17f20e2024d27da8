import Columns
import Foundation
import GRDBSQLite
import TestSupport
import Testing

@testable import PyGuestCommands
@testable import Tables

/// Every way in by which a value comes: the rule is one.
@Suite("Conversion") struct ConversionTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Conversions")

  static var names: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
  }

  /// With PYGUEST_RECORD set, the tables are written anew instead.
  @Test(arguments: try names)
  func `A value is the same however it comes, or is refused in the same words`(
    name: String
  ) throws {
    let file = Self.folder.appendingPathComponent(name)
    let expected = try String(contentsOf: file, encoding: .utf8)
    let actual = try expected.split(separator: "\n", omittingEmptySubsequences: false)
      .map { try $0.isEmpty || $0.hasPrefix("#") ? String($0) : Self.answered(String($0)) }
      .joined(separator: "\n")
    try Recording.expect(actual, file)
  }

  /// A line with what comes out, once if all ways give the same.
  private static func answered(_ line: String) throws -> String {
    let fields = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
      .map(String.init)
    let type = try #require(DataType(pythonName: fields[1]))
    let text = fields[2].replacing("\\t", with: "\t")
    let outcomes: [Outcome] =
      switch fields[0] {
      case "text":
        [
          try csvColumn(text, type), try call(JSONText.string(text), type),
          try jsonColumn(JSONText.string(text), type),
          try sqlite(
            "'" + text.replacing("'", with: "''") + "'", type),
        ]
      case "json": [try call(text, type), try jsonColumn(text, type)]
      default: [try sqlite(text, type)]
      }
    let all = Set(outcomes.map(\.text)).sorted().joined(separator: " / ")
    return fields.prefix(3).joined(separator: "|") + "|" + all
  }

  // MARK: The ways in

  private static func call(_ json: String, _ type: DataType) throws -> Outcome {
    Outcome { () throws(TableError) in try Value(json: json, as: type) }
  }

  private static func csvColumn(_ text: String, _ type: DataType) throws -> Outcome {
    try withFile("x\n\"\(text.replacing("\"", with: "\"\""))\"\n") { file in
      let records = try #require(try CSVReader(file).next())
      return Outcome { () throws(TableError) in
        try records.column(0, named: "x", as: type, rows: 0..<1).first
      }
    }
  }

  private static func jsonColumn(_ json: String, _ type: DataType) throws -> Outcome {
    try withFile("{\"x\":\(json)}\n") { file in
      let records = try #require(try JSONLinesReader(file).next())
      return Outcome { () throws(TableError) in
        try records.column(Array("x".utf8), as: type, rows: 0..<1).first
      }
    }
  }

  private static func withFile(
    _ text: String, _ body: (InputFile) throws -> Outcome
  ) throws -> Outcome {
    let path = NSTemporaryDirectory() + "conversion-" + UUID().uuidString
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(InputFile(path: path))
  }

  private static func sqlite(_ expression: String, _ type: DataType) throws -> Outcome {
    var connection: OpaquePointer?
    try #require(sqlite3_open(":memory:", &connection) == SQLITE_OK)
    defer { sqlite3_close(connection) }
    let argument = Argument(type: type)
    sqlite3_create_function_v2(
      connection, "taken", 1, SQLITE_UTF8, Unmanaged.passUnretained(argument).toOpaque(),
      { context, _, values in
        guard let data = sqlite3_user_data(context) else { return }
        Unmanaged<Argument>.fromOpaque(data).takeUnretainedValue().take(values?[0])
      }, nil, nil, nil)
    let status = sqlite3_exec(connection, "SELECT taken(\(expression))", nil, nil, nil)
    try #require(status == SQLITE_OK)
    return try #require(argument.outcome)
  }
}

/// What a function of SQLite was given.
private final class Argument {
  private let type: DataType
  private(set) var outcome: Outcome?

  init(type: DataType) { self.type = type }

  func take(_ value: OpaquePointer?) {
    let before = sqlite3_value_type(value)
    outcome = Outcome { () throws(Misfit) in try Value(sqlite: value, as: type) }
    #expect(sqlite3_value_type(value) == before)
  }
}

/// A value as JSON, or what is wrong with it.
private struct Outcome {
  let text: String

  init(_ body: () throws(Misfit) -> Value) {
    do {
      text = Self.json(try body())
    } catch {
      text = "! " + error.reason
    }
  }

  /// The reason stands behind what was found, which the ways in show in their own form.
  init(_ body: () throws(TableError) -> Value) {
    do {
      text = Self.json(try body())
    } catch {
      let reason = [" is ", " does ", " has "].compactMap { error.message.range(of: $0) }
        .min { $0.lowerBound < $1.lowerBound }
      let start = reason.map { error.message.index(after: $0.lowerBound) }
      text = "! " + error.message[(start ?? error.message.startIndex)...]
    }
  }

  private static func json(_ value: Value) -> String {
    var text: [UInt8] = []
    value.appendJSON(to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}

extension Column {
  fileprivate var first: Value {
    get throws(TableError) {
      do { return try value(at: 0) } catch {
        throw TableError(.unconvertible, error.message)
      }
    }
  }
}

extension DataType {
  fileprivate init?(pythonName: String) {
    if pythonName == "zoned", let paris = Zone("Europe/Paris") {
      self = .timestamp(in: paris)
      return
    }
    let all: [DataType] = [
      .null, .bool, .int64, .float64, .utf8, .binary, .date32, .time64, .timestamp, .duration,
      .json,
    ]
    guard let type = all.first(where: { $0.pythonName == pythonName }) else { return nil }
    self = type
  }
}
