import ArgumentParser
import Tables

/// How the CSV that a command writes is made fit for those who open it.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What becomes of text in CSV that a spreadsheet would take for a formula, as it begins with "
        + "=, +, -, @, a tab or a carriage return: it is kept, or gets an apostrophe in front.",
      valueName: "keep|escape"))
  var csvFormulas = Formulas.keep

  enum Formulas: String, CaseIterable, ExpressibleByArgument { case keep, escape }

  var formulas: FormulaText { csvFormulas == .escape ? .escape : .keep }
}
