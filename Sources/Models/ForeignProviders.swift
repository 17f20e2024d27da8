/// The models of others that this package can run.
public enum ForeignProviders {
  public static let all: [any ModelProvider] = [
    StdioProvider(),
    Py2wasmProvider(),
    ComponentProvider(),
    ScientificProvider(),
  ]
}
