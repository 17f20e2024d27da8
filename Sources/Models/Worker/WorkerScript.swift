import Foundation
public import PythonGuest

/// The text that makes an interpreter of others serve programs: `worker.py`, which lies beside
/// the image.
public enum WorkerScript {
  /// Reads the text.
  ///
  /// - Throws: `internal`, where it is missing.
  public static func text() throws(PythonGuestError) -> String {
    let path = "\(try Image.locate())/worker.py"
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw PythonGuestError(
        .internal, "\(path) cannot be read; run ./just debug to make it", underlying: error)
    }
  }
}
