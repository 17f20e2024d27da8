import PythonGuest

/// A function with the file that defines it.
struct SourcedFunction {
  var function: Function
  var source: PythonSource
  /// What its file's functions are called in.
  var session: RowSession
}
