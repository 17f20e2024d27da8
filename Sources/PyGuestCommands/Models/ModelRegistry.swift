public import Models
import PythonGuest
import Synchronization

/// The ways to run Python that `--model` takes.
public enum ModelRegistry {
  private static let added = Mutex<[any ModelProvider]>([])

  /// Offers one more, as an executable does that is linked with it. Called before the command
  /// line is read.
  public static func register(_ provider: any ModelProvider) {
    added.withLock { $0.append(provider) }
  }

  /// All of them, the default first.
  static var providers: [any ModelProvider] {
    let added = added.withLock { $0 }
    let siblings = isAdded(SiblingProgram.pyodide.name) ? [] : [SiblingProgram.pyodide]
    let own: [any ModelProvider] = [
      EmbeddedProvider(interruption: interruption),
      ProgramImageProvider(interruption: interruption),
    ]
    return own + ForeignProviders.all + added + siblings
  }

  /// How calls of our guest are ended: the process is ours, unless it is linked with the engine of
  /// another model, which may handle signals itself.
  static var interruption: Runtime.Interruption {
    added.withLock { $0.isEmpty } ? .memory : .epochs
  }

  /// Whether this executable is linked with a model.
  static func isAdded(_ name: String) -> Bool {
    added.withLock { $0.contains { $0.name == name } }
  }

  /// Those that may be told to use such a file, the one that it is meant for first.
  static func providers(taking option: ModelOption) -> [any ModelProvider] {
    providers.filter { $0.options.contains(option) }
  }

  /// The model of that name.
  ///
  /// - Throws: `usage`, where there is none, with the names there are.
  static func provider(named name: String) throws(PythonGuestError) -> any ModelProvider {
    let providers = providers
    if let found = providers.first(where: { $0.name == name }) { return found }
    let names = providers.map(\.name).joined(separator: ", ")
    throw PythonGuestError(.usage, "there is no model \(name), only \(names)")
  }
}
