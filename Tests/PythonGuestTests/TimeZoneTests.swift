import Columns
import PythonGuest
import TestSupport
import Testing

/// The time zones of the IANA database, and the local one.
@Suite("Time zones")
struct TimeZoneTests {
  private func zones(_ zone: String? = nil) throws -> Program {
    try program(
      Fixture.text("zones.py"), environment: zone.map { ["TZ": $0] } ?? [:])
  }

  @Test("Zones are found by their keys, and hold for all times")
  func zoneInfo() throws {
    let zones = try zones()
    #expect(try zones.value("paris") == .utf8("2024-07-01 12:00:00+02:00"))
    #expect(try zones.value("paris_in_the_far_future") == .utf8("2100-01-01 00:00:00+01:00"))
    #expect(try zones.value("utc") == .utf8("UTC 2024-01-01 00:00:00+00:00"))
    #expect(try zones.value("converted") == .utf8("2024-03-10T03:00:00-04:00"))
    #expect(try zones.value("names") == .bool(true))
    #expect(try zones.value("all_load") == .bool(true))
  }

  @Test("What is no key of a zone is refused as CPython refuses it")
  func unknownZones() throws {
    let zones = try zones()
    #expect(
      try zones.value("unknown")
        == .utf8("ZoneInfoNotFoundError: 'No time zone found with key Mars/Phobos'"))
    #expect(
      try zones.value("outside")
        == .utf8(
          "ValueError: ZoneInfo keys must refer to subdirectories of TZPATH, got: ../UTC"))
    #expect(try zones.value("with_a_zero") == .utf8("ZoneInfoNotFoundError"))
  }

  @Test(
    "Without TZ, and with what is no zone, local time is UTC",
    arguments: [nil, "", "Nowhere", "CET-"])
  func universalTime(_ zone: String?) throws {
    let zones = try zones(zone)
    #expect(try zones.value("local") == .utf8("('UTC', 'UTC') 0 0 0"))
    #expect(
      try zones.value("local_time", .int64(1_720_000_000))
        == .utf8("2024-07-03 09:46:40 UTC +0000"))
    #expect(try zones.value("stamp") == .float64(1_719_835_200))
  }

  @Test("TZ sets local time, for all times", arguments: ["Europe/Paris", ":Europe/Paris"])
  func localTime(_ zone: String) throws {
    let zones = try zones(zone)
    #expect(try zones.value("local") == .utf8("('CET', 'CEST') -3600 -7200 1"))
    let times: [(Int64, String)] = [
      (-4_000_000_000, "1843-03-31 17:02:41 LMT +0009"),
      (-930_000_000, "1940-07-13 04:40:00 CEST +0200"),
      (1_711_846_799, "2024-03-31 01:59:59 CET +0100"),
      (1_711_846_800, "2024-03-31 03:00:00 CEST +0200"),
      (4_086_000_000, "2099-06-24 18:00:00 CEST +0200"),
    ]
    for (time, text) in times {
      #expect(try zones.value("local_time", .int64(time)) == .utf8(text))
    }
    #expect(try zones.value("from_local_time", .int64(1)) == .float64(1_729_989_000))
    #expect(try zones.value("from_local_time", .int64(0)) == .float64(1_729_992_600))
    #expect(try zones.value("aware") == .utf8("2024-07-01 12:00:00+02:00"))
    #expect(try zones.value("stamp") == .float64(1_719_828_000))
    #expect(try zones.value("mail") == .utf8("Mon, 01 Jan 2024 00:00:00 +0100"))
  }

  @Test(
    "tzset follows a zone that a program sets, by name or by rule",
    arguments: [
      ("Asia/Kolkata", "('IST', 'IST') -19800 -19800 0 2024-07-03 15:16:40 IST +0530"),
      ("Australia/Lord_Howe", "('+1030', '+11') -37800 -39600 1 2024-07-03 20:16:40 +1030 +1030"),
      ("Europe/Dublin", "('IST', 'GMT') -3600 0 1 2024-07-03 10:46:40 IST +0100"),
      (
        "EST5EDT4:30,M3.2.0,M11.1.0",
        "('EST', 'EDT') 18000 16200 1 2024-07-03 05:16:40 EDT -0430"
      ),
      (
        "NZST-12NZDT,M9.5.0,M4.1.0/3",
        "('NZST', 'NZDT') -43200 -46800 1 2024-07-03 21:46:40 NZST +1200"
      ),
      ("<+0330>-3:30", "('+0330', '+0330') -12600 -12600 0 2024-07-03 13:16:40 +0330 +0330"),
      ("", "('UTC', 'UTC') 0 0 0 2024-07-03 09:46:40 UTC +0000"),
    ])
  func changes(_ zone: String, _ expected: String) throws {
    #expect(try zones("Europe/Paris").value("changed", .utf8(zone)) == .utf8(expected))
  }

  @Test("A program image takes the zone of each start")
  func programImages() throws {
    let source = ProgramSource(text: try Fixture.text("zones.py"), file: "zones.py")
    let image = try ProgramImage(source, image: TestSandbox.image)
    let (paris, tokyo) = (
      try Program(image, environment: ["TZ": "Europe/Paris"]),
      try Program(image, environment: ["TZ": "Asia/Tokyo"])
    )
    #expect(try paris.value("local") == .utf8("('CET', 'CEST') -3600 -7200 1"))
    #expect(try tokyo.value("aware") == .utf8("2024-07-01 12:00:00+09:00"))
    #expect(try Program(image).value("aware") == .utf8("2024-07-01 12:00:00+00:00"))
  }
}
