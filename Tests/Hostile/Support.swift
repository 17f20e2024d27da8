import Columns
import Foundation
import PythonGuest
import Testing

/// The runtime and the image under attack.
enum Sandbox {
  private static let started = Result { () throws(PythonGuestError) in try Runtime() }
  private static let loaded = Result { () throws(PythonGuestError) in
    try Image(runtime: started.get(), directory: Image.locate())
  }

  static var runtime: Runtime {
    get throws { try started.get() }
  }

  static var image: Image {
    get throws { try loaded.get() }
  }
}

/// What `body` throws; the test fails where it throws nothing.
func failure<Result>(
  of body: () throws -> Result, sourceLocation: SourceLocation = #_sourceLocation
) throws -> PythonGuestError {
  try #require(throws: PythonGuestError.self, sourceLocation: sourceLocation) { _ = try body() }
}

extension Program {
  /// Calls a function over one row.
  func value(_ name: String, _ values: Value...) throws -> Value {
    try function(named: name).call(values)
  }

  /// Calls a function over columns of equal length.
  func call(_ name: String, _ columns: Column...) throws -> Column {
    try function(named: name).call(Batch(columns: columns))
  }
}
