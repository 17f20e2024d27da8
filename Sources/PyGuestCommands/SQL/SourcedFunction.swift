import PythonGuest

/// A function with the file that defines it.
struct SourcedFunction {
  var function: Function
  var source: PythonSource
}
