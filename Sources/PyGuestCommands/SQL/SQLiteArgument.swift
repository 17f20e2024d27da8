import Columns
import FoundationEssentials
import GRDBSQLite
import Tables

extension Value {
  /// The value of a type that an SQLite value stands for.
  init(sqlite value: OpaquePointer?, as type: DataType) throws(Misfit) {
    switch (sqlite3_value_type(value), type.id) {
    case (SQLITE_NULL, _): self = .null
    case (SQLITE_INTEGER, .int64): self = .int64(sqlite3_value_int64(value))
    case (SQLITE_INTEGER, .float64): self = .float64(Double(sqlite3_value_int64(value)))
    case (SQLITE_FLOAT, .float64): self = .float64(sqlite3_value_double(value))
    case (SQLITE_FLOAT, .int64): self = .int64(try Self.whole(sqlite3_value_double(value)))
    case (SQLITE_BLOB, .binary): self = .binary(sqliteBytes(value))
    case (SQLITE_BLOB, .uuid) where sqlite3_value_bytes(value) == 16:
      self = .uuid(sqliteBuffer(value).loadUnaligned(as: UUID.self))
    case (SQLITE_BLOB, _): throw .other(type)
    case (SQLITE3_TEXT, .utf8):
      guard let text = String(validating: sqliteBuffer(value)) else { throw .notUTF8 }
      self = .utf8(text)
    case (SQLITE3_TEXT, _): try self.init(text: sqliteBytes(value), as: type)
    default: try self.init(text: Array(sqliteNumberText(value).utf8), .number, as: type)
    }
  }

  private static func whole(_ value: Double) throws(Misfit) -> Int64 {
    if let integer = Int64(exactly: value) { return integer }
    throw value.rounded() == value && value.isFinite ? .tooLarge : .notWhole
  }
}

/// The text of a number: as SQLite prints it, with more digits where those do not give the
/// number back.
func sqliteNumberText(_ value: OpaquePointer?) -> String {
  if sqlite3_value_type(value) == SQLITE_INTEGER { return "\(sqlite3_value_int64(value))" }
  let number = sqlite3_value_double(value)
  // A copy, as asking for its text would change the value.
  let copy = sqlite3_value_dup(value)
  defer { sqlite3_value_free(copy) }
  guard let text = sqlite3_value_text(copy) else { return "\(number)" }
  let printed = String(cString: text)
  return NumberText.float64(Array(printed.utf8).span) == number ? printed : "\(number)"
}
