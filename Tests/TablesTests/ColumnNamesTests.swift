import Tables
import Testing

@Suite("ColumnNames") struct ColumnNamesTests {
  @Test(arguments: [
    (["a", "b"], ["a", "b"]), (["a", "a", "b", "a"], ["a", "a_2", "b", "a_3"]),
    (["a", "a", "a_2"], ["a", "a_3", "a_2"]), (["", "x", ""], ["c1", "x", "c3"]),
    (["c2", ""], ["c2", "c2_2"]), (["", "c1", "c1"], ["c1_2", "c1", "c1_3"]),
    (["a", "A", " a"], ["a", "A", " a"]),
    (["a_2", "a", "a", "a_2"], ["a_2", "a", "a_3", "a_2_2"]),
  ])
  func `Each name is there once`(original: [String], expected: [String]) {
    #expect(ColumnNames(original).names == expected)
  }

  @Test(arguments: [
    (["a", "A", "a"], ["a", "A_2", "a_3"]), (["É", "é"], ["É", "é"]),
    (["x\0", "X"], ["x\0", "X_2"]), (["\0"], ["c1"]), (["A_2", "a", "A"], ["A_2", "a", "A_3"]),
  ])
  func `In SQL names differ in more than case`(original: [String], expected: [String]) {
    #expect(ColumnNames(original, folding: ColumnNames.foldedForSQL).names == expected)
  }

  @Test func `What was renamed is told, a few columns of it`() {
    #expect(ColumnNames.note(ColumnNames(["a"]).renamed, file: "t.csv") == nil)
    #expect(
      ColumnNames.note(ColumnNames(["a", "a", ""]).renamed, file: "t.csv")
        == #"t.csv: takes column 2 "a" as "a_2", column 3 without a name as "c3""#)
    let many = ColumnNames([String](repeating: "a", count: 9)).renamed
    #expect(ColumnNames.note(many, file: "t.csv")?.hasSuffix(#""a_6", and 3 more"#) == true)
  }

  @Test func `A hundred thousand equal names are told apart at once`() {
    let names = ColumnNames([String](repeating: "a", count: 100_000)).names
    #expect(names.last == "a_100000")
    #expect(Set(names).count == 100_000)
  }

  @Test(arguments: [
    ("x", ["a", "b"], nil), ("first_name", ["id", " First Name"], " First Name"), ("x", [], nil),
    ("X", ["y", "x"], "x"), ("--", ["-"], nil),
  ])
  func `A column that is missing is looked for among those there are`(
    name: String, columns: [String], near: String?
  ) {
    #expect(ColumnAdvice.near(name, among: columns) == near)
  }
}
