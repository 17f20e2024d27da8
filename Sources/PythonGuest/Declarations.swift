/// What a function's author promises of its results, in PostgreSQL's words.
public enum Volatility: String, Sendable, Codable {
  /// Equal arguments always give an equal result, so that one call may stand for many.
  case immutable
  /// Equal arguments give an equal result within one statement.
  case stable
  /// Nothing is promised.
  case volatile
}

/// What becomes of rows that are NULL for a parameter, where a function's author says so.
public enum NullTreatment: String, Sendable, Codable {
  /// They are not passed to Python, as SQL's `RETURNS NULL ON NULL INPUT` has it: no parameter
  /// takes `None`, whatever its annotation says.
  case skip
  /// They are all passed: every parameter takes `None`.
  case call
}
