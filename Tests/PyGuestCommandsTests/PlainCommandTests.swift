import Testing

@testable import PyGuestCommands

@Suite("PlainCommand")
struct PlainCommandTests {
  @Test(
    "A call without options is read as the argument parser reads it",
    arguments: [
      ["call", "f.py", "f"], ["call", "f.py", "f", "1"], ["call", "f.py", "f", "1", "2", "[3]"],
      ["call", "", "", ""], ["call", "help", "version", "call"], ["call", "f.py", "f", "a=b"],
    ])
  func call(_ arguments: [String]) throws {
    let parsed = try #require(try RootCommand.read(arguments) as? CallCommand)
    #expect(
      PlainCommand(arguments)
        == .call(file: parsed.file, function: parsed.function, values: parsed.values))
  }

  @Test("An inspection without options is read as the argument parser reads it")
  func inspect() throws {
    let parsed = try #require(try RootCommand.read(["inspect", "f.py"]) as? InspectCommand)
    #expect(PlainCommand(["inspect", "f.py"]) == .inspect(file: parsed.file))
    #expect(parsed.format == .text)
  }

  @Test(
    "Whatever may be an option, lacks something or is another command is left to the parser",
    arguments: [
      [], ["call"], ["call", "f.py"], ["call", "f.py", "f", "-1"],
      ["call", "--quiet", "f.py", "f"],
      ["call", "f.py", "f", "--", "1"], ["call", "-h", "f"], ["inspect"], ["inspect", "a", "b"],
      ["inspect", "f.py", "--format", "json"], ["map", "f.py", "f"], ["help", "call"], ["--help"],
      ["--version", "call"], ["version"],
    ])
  func others(_ arguments: [String]) { #expect(PlainCommand(arguments) == nil) }
}
