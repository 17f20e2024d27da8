import PythonGuest
import Wasmtime

extension PythonGuestError {
  /// What ended a call into an instance, in the words of the embedded model.
  init(ending error: WasmtimeError, _ limits: Limits, isMemoryShort: Bool) {
    if let own = error.underlyingError as? PythonGuestError {
      self = own
    } else if error.code == .trap(.interrupt) {
      self = limits.timeError
    } else if error.code == .growth || isMemoryShort {
      self.init(
        .memoryLimit, "needed more than the memory limit of \(limits.memoryText)",
        underlying: error)
    } else if let status = error.code.exitStatus {
      self.init(
        .guestCrashed, "ended its interpreter with status \(status); raise an exception instead",
        underlying: error)
    } else if error.code == .trap(.stackOverflow) {
      self.init(
        .guestCrashed, "ran out of stack: calls are nested too deep", underlying: error)
    } else {
      self.init(
        .guestCrashed, "crashed: \(error.message.firstLine)", underlying: error)
    }
  }
}

extension String {
  var firstLine: String { String(split(separator: "\n").first ?? "") }
}
