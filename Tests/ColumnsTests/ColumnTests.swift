import Columns
import Testing

@Suite("Column") struct ColumnTests {
  @Test func `A column gives back the values it was made of`() throws {
    let strings: [String?] = ["", nil, "héllo", "日本", nil, "a", "b", "c", "d"]
    let column = try Column(utf8: strings)
    #expect(column.count == 9)
    #expect(column.nullCount == 2)
    #expect(column.validity == Buffer([0b1110_1101, 1]))
    #expect(try column.allValues == strings.map { $0.map(Value.utf8) ?? .null })
  }

  @Test(arguments: [
    [Value.bool(true), .null, .bool(false)],
    [.int64(.min), .int64(.max), .null],
    [.float64(0.1), .null, .float64(-.infinity)],
    [.utf8("x"), .utf8(""), .null],
    [.binary([0, 255]), .null, .binary([])],
    [.date(days: -1), .null, .date(days: .max)],
    [.time(microseconds: 86_399_999_999), .null],
    [.timestamp(microseconds: .min), .null, .timestamp(microseconds: 1)],
    [.duration(microseconds: -1), .null],
    [.null, .null],
  ]) func `Every type keeps its values and its NULLs`(values: [Value]) throws {
    let type = values.first { $0 != .null }?.type ?? .null
    let column = try Column(type, values)
    #expect(try column.allValues == values)
    let again = try Column(
      validating: column.type, count: column.count, validity: column.validity?.array ?? [],
      offsets: column.offsets.array.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) },
      values: column.values.array)
    #expect(again == column)
  }

  @Test func `A column without NULLs has no bitmap`() throws {
    let column = try Column(
      validating: .int64, count: 1, validity: [0xFF], offsets: [],
      values: [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(column.validity == nil)
    #expect(column.nullCount == 0)
  }

  @Test func `Bits past the end and values beneath NULL do not count`() throws {
    let one = try Column(
      validating: .bool, count: 3, validity: [0b1111_1101], offsets: [], values: [0b1010_1011])
    let other = try Column(
      validating: .bool, count: 3, validity: [0b0000_0101], offsets: [], values: [0b0000_0001])
    #expect(one == other)
    #expect(one.nullCount == 1)
  }

  @Test func `Rows outside a column throw`() throws {
    let column = try Column(int64: [1])
    #expect(throws: ColumnError(.noSuchRow, "row 1 of a column of 1")) { try column.value(at: 1) }
    #expect(throws: ColumnError(.noSuchRow, "row -1 of a column of 1")) { try column.value(at: -1) }
    #expect(column.isNull(-1))
  }

  @Test(
    arguments: [
      (DataType.utf8, 1, [], [0], [], ColumnError.Code.wrongSize),
      (.utf8, 1, [], [0, 2], [65], .invalidOffset),
      (.utf8, 1, [], [-1, 1], [65], .invalidOffset),
      (.utf8, 2, [], [0, 1, 0], [65], .invalidOffset),
      (.utf8, 1, [], [0, 1], [0xC3], .invalidUTF8),
      (.utf8, 2, [], [0, 1, 2], [0xC3, 0xA9], .invalidUTF8),
      (.utf8, 1, [], [0, 3], [0xED, 0xA0, 0x80], .invalidUTF8),
      (.utf8, 1, [], [0, 2], [0xC0, 0x80], .invalidUTF8),
      (.utf8, 1, [], [0, 4], [0xF4, 0x90, 0x80, 0x80], .invalidUTF8),
      (.int64, 1, [], [], [1], .wrongSize),
      (.int64, 1, [], [0, 0], [0, 0, 0, 0, 0, 0, 0, 0], .wrongSize),
      (.int64, 9, [0xFF], [], [UInt8](repeating: 0, count: 72), .wrongSize),
      (.int64, -1, [], [], [], .tooLarge),
      (.bool, Int.max, [], [], [], .tooLarge),
      (.time64, 1, [], [], [255, 255, 255, 255, 255, 255, 255, 255], .outOfRange),
    ] as [(DataType, Int, [UInt8], [Int32], [UInt8], ColumnError.Code)])
  func `Buffers that do not fit are refused`(
    type: DataType, count: Int, validity: [UInt8], offsets: [Int32], values: [UInt8],
    code: ColumnError.Code
  ) {
    let error = #expect(throws: ColumnError.self) {
      try Column(
        validating: type, count: count, validity: validity, offsets: offsets, values: values)
    }
    #expect(error?.code == code)
  }

  @Test func `Text is checked as Swift's own strings check it`() throws {
    for lead in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        for bytes in [[lead, second], [lead, second, 0x80], [lead, second, 0x80, 0xBF]] {
          let column = try? Column(
            validating: .utf8, count: 1, validity: [], offsets: [0, Int32(bytes.count)],
            values: bytes)
          #expect((column != nil) == (String(validating: bytes, as: UTF8.self) != nil))
        }
      }
    }
  }
}
