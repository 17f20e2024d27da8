import PythonGuest

/// An error of the Python source or its functions, with the file it comes from.
struct SourceFailure: Error {
  var file: String
  var error: PythonGuestError
}
