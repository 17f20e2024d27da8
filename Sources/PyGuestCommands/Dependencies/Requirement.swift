/// What a source says that it needs, as PEP 508 writes it.
enum Requirement {
  /// The project that a requirement names, in the form in which names are compared.
  static func project(of requirement: String) -> String {
    let name = requirement.prefix {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
    }
    return name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
  }
}
