/// The type of a parameter or a result, as far as the row loop needs it.
struct ValueKind {
  var type: ColumnType
  /// Declared as `T | None`.
  var acceptsNone: Bool
}
