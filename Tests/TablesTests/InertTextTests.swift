import Foundation
import Tables
import Testing

@Suite("InertText") struct InertTextTests {
  @Test(arguments: [
    ("plain é 日本 👍🏽 👩‍👩‍👧", "plain é 日本 👍🏽 👩‍👩‍👧"),
    ("\u{1B}[31m\u{7}\u{0}\u{8}\u{7F}", #"\u{1B}[31m\u{07}\0\u{08}\u{7F}"#),
    ("\u{80}\u{85}\u{9B}31m", #"\u{0080}\u{0085}\u{009B}31m"#),
    ("\u{202A}\u{202E}\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}", nil),
    ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#),
    ("a\tb\nc\r\nd", "a\tb\nc\r\nd"), ("a\rb\r", #"a\rb\r"#), ("\r\r\n", "\\r\r\n"),
    ("\\x1b stays", "\\x1b stays"), ("", ""),
  ])
  func `Lines keep their letters and nothing that acts`(text: String, expected: String?) {
    let shown = InertText.shown(text, as: .block)
    if let expected {
      #expect(shown.unicodeScalars.elementsEqual(expected.unicodeScalars))
    } else {
      #expect(shown.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    }
  }

  @Test func `A part of a line has no line's end`() {
    #expect(InertText.shown("a\tb\nc\r\nd\r", as: .line) == #"a\tb\nc\r\nd\r"#)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0x9B], [0xE2, 0x82], [0xF0, 0x9F, 0x91], [0xC3], [0xC3, 0x1B],
    ] as [[UInt8]])
  func `Bytes that are no character are escaped one by one`(bytes: [UInt8]) {
    let escapes = bytes.map {
      $0 == 0x1B ? #"\u{1B}"# : #"\x"# + String($0, radix: 16).uppercased()
    }
    #expect(String(decoding: InertText.shown(bytes, as: .line), as: UTF8.self) == escapes.joined())
  }

  @Test(arguments: [InertText.Style.block, .line, .json])
  func `Text is the same however it is cut`(style: InertText.Style) {
    let bytes =
      Array("é€😀\u{202E}\u{9B}\r\n\rx\u{1B}\r\n".utf8) + [0xE2, 0x82, 0x41, 0xF0, 0x9F, 0xED, 0xA0]
    let whole = InertText.shown(bytes, as: style)
    for size in 1...bytes.count {
      var inert = InertText(style)
      var text: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes {
          inert.append($0, to: &text)
        }
      }
      inert.finish(to: &text)
      #expect(text == whole, "in pieces of \(size)")
    }
  }

  @Test func `JSON stays JSON of the same value`() throws {
    let values = "\u{1B}\u{9B}\u{7F}\u{202E}\u{2028}é😀\"\\\r\n\t\u{61C}\u{FFF9}"
    var json: [UInt8] = Array("[\r\"x\",\t\r\n".utf8)
    JSONText.appendString(values, to: &json)
    json += Array("]\r".utf8)
    let shown = InertText.shown(json, as: .json)
    #expect(try JSONDecoder().decode([String].self, from: Data(shown)) == ["x", values])
    #expect(shown.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 })
    #expect(!String(decoding: shown, as: UTF8.self).unicodeScalars.contains("\u{9B}"))
  }
}
