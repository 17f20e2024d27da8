import Columns
import ModelConformance
import Tables
import Testing

/// Values of all types, nested in one another, written and read again.
@Suite("Random values") struct RandomValueTests {
  @Test(arguments: 0..<20)
  func `Values of random types are read from JSON as they were written`(seed: UInt64) throws {
    try eachValue(seed) { value, type in
      var json: [UInt8] = []
      value.appendJSON(to: &json)
      let text = try #require(String(validating: json, as: UTF8.self))
      expectSame(try Value(json: text, as: type), value, "seed \(seed): \(type) \(text)")
    }
  }

  @Test(arguments: 0..<20)
  func `Values of random types are read from text as they were written`(seed: UInt64) throws {
    try eachValue(seed) { value, type in
      var text: [UInt8] = []
      value.appendText(to: &text)
      // Text has nothing but emptiness for NULL, and no empty bytes beside it.
      let expected = text.isEmpty && type.id != .utf8 ? .null : value
      let shown = String(decoding: text, as: UTF8.self)
      expectSame(try Value(text: text, as: type), expected, "seed \(seed): \(type) \(shown)")
    }
  }

  /// A hundred values, each of a type of its own.
  private func eachValue(_ seed: UInt64, _ body: (Value, DataType) throws -> Void) throws {
    var random = RandomTypes(seed: seed)
    for _ in 0..<100 {
      let type = try random.type(levels: 5).type
      try body(random.value(type, isNullable: false), type)
    }
  }

  private func expectSame(_ found: Value, _ expected: Value, _ comment: String) {
    #expect(found == expected, "\(comment)")
    // These tell -0.0 from 0.0, and a letter from one that only looks the same.
    #expect(bytes(found) == bytes(expected), "\(comment)")
  }

  private func bytes(_ value: Value) -> [UInt8] {
    var json: [UInt8] = []
    value.appendJSON(to: &json)
    return json
  }

  @Test(arguments: [DataType.float64, .float32])
  func `Numbers that JSON has no form for are strings inside others too`(type: DataType) throws {
    let value = Value.list([.float64(.nan), .float64(.infinity), .float64(-.infinity)])
    #expect(String(decoding: bytes(value), as: UTF8.self) == #"["NaN","Infinity","-Infinity"]"#)
    let list = DataType.list(of: type, nullable: false)
    for found in [
      try Value(json: #"["NaN","Infinity","-Infinity"]"#, as: list),
      try Value(text: bytes(value), as: list),
    ] { #expect(bytes(found) == bytes(value)) }
  }

  @Test func `Names are told apart by their characters, not by how these look`() throws {
    let json = #"{"\u00e9":1,"e\u0301":2,"":3,"\"\n\u0000":4}"#
    let map = try Value(json: json, as: .map(of: .int64, nullable: false))
    guard case .map(let entries) = map else {
      Issue.record("not a map: \(map)")
      return
    }
    #expect(entries.map(\.value) == [.int64(1), .int64(2), .int64(3), .int64(4)])
    let type = DataType.structure([Field("\u{e9}", .int64, isNullable: false)])
    #expect(throws: TableError.self) { try Value(json: #"{"e\u0301":1}"#, as: type) }
  }
}
