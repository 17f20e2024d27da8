import Foundation
import Measuring
import Testing

@Suite("Command", .serialized)
struct CommandTests {
  @Test("It answers with what was printed")
  func output() throws {
    let command = Command(executable: "/bin/sh", arguments: ["-c", "echo one; cat; echo two"])
    #expect(try String(decoding: command.run(), as: UTF8.self) == "one\ntwo\n")
  }

  @Test("It runs in a process group of its own")
  func group() throws {
    let command = Command(executable: "/bin/sh", arguments: ["-c", "echo $$; ps -o pgid= $$"])
    let words = try String(decoding: command.run(), as: UTF8.self).split(
      whereSeparator: \.isWhitespace)
    #expect(words.count == 2)
    #expect(words.first == words.last)
  }

  @Test("A status other than 0 is an error with the words of the command")
  func failure() {
    let error = #expect(throws: MeasuringError.self) {
      try Command(executable: "/bin/sh", arguments: ["-c", "exit 3"]).run()
    }
    #expect(error?.description.hasPrefix("/bin/sh -c exit 3 ended with ") == true)
  }

  @Test("A program that is not there is said to be missing")
  func missing() {
    let error = #expect(throws: MeasuringError.self) {
      try Command(executable: "/nowhere/program", arguments: []).run()
    }
    #expect(error?.description.hasPrefix("/nowhere/program is missing") == true)
  }

  @Test("One that is only spawned has to end well")
  func spawning() throws {
    try Command(executable: "/bin/true", arguments: []).spawn()
    for program in ["/bin/false", "/nowhere/program"] {
      #expect(throws: MeasuringError.self) {
        try Command(executable: program, arguments: []).spawn()
      }
    }
  }
}
