import Foundation
import Models
import PythonGuest

/// Why packages were not found or fetched, as `resolve.py` tells it.
struct ResolutionRefusal: Decodable {
  var kind: String
  /// The project that cannot be had.
  var project: String?
  /// What requires it, where that is not the source itself.
  var wantedBy: String?
  /// A file of the project that the guest cannot use.
  var file: String?
  var requirement: String?
  var why: String?
  var message: String?
  var python: String?

  enum CodingKeys: String, CodingKey {
    case kind, project, file, requirement, why, message, python
    case wantedBy = "wanted_by"
  }

  init(kind: String) { self.kind = kind }

  /// The error, with what to do instead.
  ///
  /// - Parameter wheels: the folder that was looked in alone; nil for an index.
  func error(wheels: String?) -> PythonGuestError {
    PythonGuestError(.dependency, words(wheels), isWhileLoading: true)
  }

  private func words(_ wheels: String?) -> String {
    switch kind {
    case "no python":
      "packages are fetched by Python's pip, and there is no python3 on PATH; install Python 3 with "
        + "pip, as by apt install python3-pip"
    case "pip":
      message.map { "the dependencies cannot be met: \($0)" }
        ?? "packages are fetched by pip, which \(python ?? "python3") does not have; install it, as by "
        + "apt install python3-pip or python3 -m ensurepip"
    case "requirement":
      "\((requirement ?? "").debugDescription) is no requirement: \(why ?? "")"
    case "native": nativeWords
    case "source":
      "\(subject) is offered as source alone\(fileWords), and nothing is built here, since that would "
        + "run its code outside the sandbox; build a wheel of it elsewhere, and name its folder with "
        + "--wheels"
    case "unreachable":
      "\(subject) was not fetched: no index of packages answered; look after the network and pip's "
        + "settings, or name a folder with the wheels by --wheels"
    case "unknown":
      wheels.map { "\(subject) has no wheel in \($0); put one there" }
        ?? "\(subject) is not known to the index of packages; is its name right?"
    default: "the dependencies were not found, and pip does not say why"
    }
  }

  private var nativeWords: String {
    let why = "\(subject) has native code\(fileWords), which does not run in the sandbox"
    let name = project ?? ""
    let havers = ModelRegistry.providers.map { $0.describe() }.filter {
      $0.packages.contains(name)
    }
    if let haver = havers.first {
      return why + "; the model \(haver.name) has it: run with --model \(haver.name)"
    }
    let older = wantedBy.map { ", or a version of \($0) that does without" } ?? ""
    return why + "; of the other models, pyodide alone may have it. Name another package\(older)"
  }

  private var subject: String {
    (project ?? "a package") + (wantedBy.map { ", which \($0) needs," } ?? "")
  }

  private var fileWords: String { file.map { " (\($0))" } ?? "" }
}
