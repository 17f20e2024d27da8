import Foundation

/// Where the foreign parts of models lie.
public enum ModelFolder {
  /// The folder that `./just setup-models NAME` fills, or nil where it has not.
  ///
  /// That is a folder of that name in `PYGUEST_MODELS` where it is set, else in `.deps/models`
  /// above the executable or above the working directory.
  public static func locate(_ name: String) -> String? {
    candidates.map { "\($0)/\(name)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private static var candidates: [String] {
    if let path = ProcessInfo.processInfo.environment["PYGUEST_MODELS"], !path.isEmpty {
      return [path]
    }
    let executable = Bundle.main.executablePath ?? CommandLine.arguments.first ?? ""
    return [executable, FileManager.default.currentDirectoryPath + "/_"].flatMap(above)
  }

  /// `.deps/models` in each folder from a file's own upwards.
  private static func above(_ file: String) -> [String] {
    var parts = URL(fileURLWithPath: file).resolvingSymlinksInPath().path.split(separator: "/")
    var places: [String] = []
    while parts.popLast() != nil {
      places.append("/" + parts.map { $0 + "/" }.joined() + ".deps/models")
    }
    return places
  }
}
