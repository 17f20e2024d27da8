import Columns
import PythonGuest
import Tables
import TestSupport
import Testing

@Suite("Zones") struct ZonedTextTests {
  /// Zones whose rules have not changed for years: with summer in the north and the south, with half
  /// hours, with a winter that is the exception, and without any change.
  private static let names = [
    "Europe/Paris", "Europe/Dublin", "America/New_York", "America/St_Johns", "Asia/Kolkata",
    "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "America/Santiago", "Asia/Tokyo",
    "UTC", "+05:30", "-03:00",
  ]

  @Test(arguments: names)
  func `A moment is written with the offset that Python has for it`(name: String) throws {
    let zone = try #require(Zone(name))
    let function = try program(
      """
      from datetime import datetime
      from typing import Annotated
      import pyguest
      def text(at: Annotated[datetime, pyguest.zone("\(name)")]) -> str:
          return at.isoformat()
      """
    ).function(named: "text")
    // Every 53 hours from 1970 to 2150.
    let times = stride(from: Int64(1), to: 5_680_281_600_000_000, by: 190_800_000_000).map { $0 }
    let column = try Column(
      .timestamp(in: zone), times.map { .zonedTimestamp(microseconds: $0, zone: zone) })
    let texts = try function.call(Batch(columns: [column])).columns[0]
    for row in 0..<times.count {
      var written: [UInt8] = []
      let value = try column.value(at: row)
      value.appendText(to: &written)
      #expect(try texts.value(at: row) == .utf8(String(decoding: written, as: UTF8.self)))
      #expect(try Value(text: written, as: .timestamp(in: zone)) == value)
    }
  }

  @Test(arguments: ["", "/etc/passwd", "../x", "a b", "Zürich", String(repeating: "a", count: 65)])
  func `What is no name of a zone makes none`(name: String) {
    #expect(Zone(name) == nil)
  }

  @Test func `A zone that the system does not know is written in universal time`() throws {
    let nowhere = try #require(Zone("Mars/Olympus"))
    var text: [UInt8] = []
    Value.zonedTimestamp(microseconds: 0, zone: nowhere).appendText(to: &text)
    #expect(String(decoding: text, as: UTF8.self) == "1970-01-01T00:00:00+00:00")
  }

  @Test(arguments: [
    ("{\"a\":\n[1,\t2]}", "{\"a\": [1, 2]}"), ("[1,", #""[1,""#), ("a\n", #""a\n""#), ("", #""""#),
  ])
  func `What is written into JSON is JSON in one line, whatever a guest answers`(
    text: String, written: String
  ) {
    var json: [UInt8] = []
    Value.json(text).appendJSON(to: &json)
    #expect(String(decoding: json, as: UTF8.self) == written)
  }
}
