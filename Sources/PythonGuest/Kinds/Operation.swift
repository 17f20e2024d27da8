/// What an instance can be asked for beside calls: the parts of aggregates and table functions.
public enum Operation: String, Sendable, Hashable {
  /// A scalar function's call.
  case call
  /// Of an aggregate: rows are given to the states of their groups, or taken back.
  case accumulate, retract
  /// What came of groups.
  case finish
  /// What comes of windows, as a row enters, or as one enters and another leaves.
  case grow, slide
  /// States of groups are given to others of the same session.
  case merge
  /// States as bytes, and back.
  case export, `import`
  /// States are let go of.
  case discard
  /// Of a table function: a table is begun, read, and ended.
  case open, next, close
}
