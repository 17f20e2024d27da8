import Foundation

/// A page of the documentation: its blocks of code, and what is said before each.
struct Markdown {
  struct Block {
    /// Such as `swift`; nothing where the block names none.
    let language: String
    let text: String
    /// The paragraph before it.
    let introduction: String
    /// Counted from 1.
    let line: Int

    /// The file that the introduction says the block is.
    var file: String? {
      let names = introduction.matches(of: /`([a-z_]+\.(?:py|csv|jsonl))`/)
      return names.last.map { String($0.1) }
    }
  }

  let path: String
  let blocks: [Block]

  init(_ path: String) throws {
    self.path = path
    var blocks: [Block] = []
    var paragraph: [Substring] = []
    var code: (language: String, lines: [Substring], line: Int)?
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if let open = code {
        if line == "```" {
          blocks.append(
            Block(
              language: open.language, text: open.lines.map { "\($0)\n" }.joined(),
              introduction: paragraph.joined(separator: " "), line: open.line))
          (code, paragraph) = (nil, [])
        } else {
          code?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        code = (String(line.dropFirst(3)), [], index + 1)
      } else if line.isEmpty {
        // The blank line between a paragraph and its block does not part them.
        if let last = paragraph.last, !last.isEmpty { paragraph.append("") }
      } else {
        if paragraph.last?.isEmpty == true { paragraph = [] }
        paragraph.append(line)
      }
    }
    self.blocks = blocks
  }

  func blocks(_ language: String) -> [Block] { blocks.filter { $0.language == language } }
}

/// Commands of a block, each with what it is said to print.
struct Commands {
  let commands: [(text: String, output: String)]

  init(_ block: Markdown.Block) {
    var commands: [(text: String, output: String)] = []
    var goesOn = false
    for line in block.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if goesOn {
        commands[commands.count - 1].text += "\n\(line)"
      } else if line.hasPrefix("$ ") {
        commands.append((String(line.dropFirst(2)), ""))
      } else if !commands.isEmpty {
        commands[commands.count - 1].output += "\(line)\n"
        continue
      }
      goesOn = line.hasSuffix("\\")
    }
    self.commands = commands
  }
}
