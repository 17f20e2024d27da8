/// One Python source text, loaded into instances of an execution model as they are needed.
///
/// A program may be called from several threads at once: each call has an instance of its
/// own. Calls that follow one another on one thread see the same instance, with what the
/// program has stored in its globals, until a limit or a crash ends it.
public final class Program: Sendable {
  /// The file's name, as tracebacks show it.
  public let file: String
  /// The public functions that can be called, in the order of the source.
  public let functions: [Function]
  /// The public functions that cannot be called, with the reasons, in the order of the source.
  public let notOffered: [NotOffered]
  /// The wheels that it was given, in the order of their names.
  public let dependencies: [Dependency]
  private let pool: InstancePool

  /// Loads a source and reads its functions.
  ///
  /// - Parameters:
  ///   - source: Python 3.13.
  ///   - file: the name that tracebacks show; nothing is read from it.
  ///   - image: what instances start from.
  ///   - limits: how much loading and each call may use.
  ///   - permissions: what the program may do beyond computing.
  ///   - environment: what `os.environ` holds. Names are not empty and without `=`; neither names
  ///     nor values contain zero bytes.
  ///   - packages: what the program may import beside the standard library.
  ///   - output: receives what the program prints, on the thread that calls it.
  /// - Throws: `syntax_error`, `dependency`, or what the source itself raised or ran into, with
  ///   ``PythonGuestError/isWhileLoading`` set.
  public convenience init(
    source: String, file: String, image: Image, limits: Limits = Limits(),
    permissions: Permissions = Permissions(), environment: [String: String] = [:],
    packages: [Package] = [], output: @escaping OutputHandler = { _, _ in }
  ) throws(PythonGuestError) {
    try self.init(
      ProgramSource(
        text: source, file: file, environment: environment, limits: limits,
        permissions: permissions, packages: packages, output: output),
      model: EmbeddedModel(image))
  }

  /// Loads a source into an instance of an execution model and reads its functions.
  public init(_ source: ProgramSource, model: any ExecutionModel) throws(PythonGuestError) {
    let file = source.file
    try Self.check(source.environment)
    let first = try Self.start(source, model)
    let signatures = first.functions
    let pool = InstancePool { () throws(PythonGuestError) in
      let instance = try Self.start(source, model)
      guard instance.functions == signatures else {
        throw PythonGuestError(
          .unsupportedSignature, of: .place(in: file),
          "loaded again, it offers other functions; define the same each time",
          isWhileLoading: true)
      }
      return instance
    }
    pool.put(back: first)
    self.file = file
    self.pool = pool
    notOffered = first.notOffered
    dependencies = first.dependencies.sorted { $0.name < $1.name }
    functions = signatures.enumerated().map { index, signature in
      Function(signature: signature, index: index, pool: pool)
    }
  }

  /// Starts an instance that calls share until the session ends, and nobody else.
  ///
  /// - Throws: what starting it ran into.
  public func lease() throws(PythonGuestError) -> Session { Session(pool, try pool.make()) }

  /// Begins calls of single rows in an instance that they share until it ends with one of them;
  /// then the next has another.
  public func rowSession() -> RowSession { RowSession(pool) }

  /// The function of that name.
  ///
  /// - Throws: `unsupported_signature`, with the reason, where the source defines one that
  ///   cannot be called; `no_such_function`, with the names there are, where it defines none.
  public func function(named name: String) throws(PythonGuestError) -> Function {
    if let function = functions.first(where: { $0.signature.name == name }) { return function }
    if let known = notOffered.first(where: { $0.name == name }) { throw known.error(in: file) }
    let names = functions.map(\.signature.name).joined(separator: ", ")
    throw PythonGuestError(
      .noSuchFunction, of: .file(file),
      names.isEmpty
        ? "has no public function\(notOffered.isEmpty ? "" : " that can be called")"
        : "has no function \(name), only \(names)")
  }

  private static func check(_ environment: [String: String]) throws(PythonGuestError) {
    for (name, value) in environment.sorted(by: { $0.key < $1.key })
    where name.isEmpty || name.contains("=") || (name + value).unicodeScalars.contains("\0") {
      throw PythonGuestError(
        .invalidInput,
        "an environment cannot hold the variable \(name.debugDescription); "
          + "use a name without = and no zero bytes", isWhileLoading: true)
    }
  }

  private static func start(
    _ source: ProgramSource, _ model: any ExecutionModel
  ) throws(PythonGuestError) -> any ProgramInstance {
    do {
      return try model.start(source)
    } catch {
      throw error.whileLoading(source.file)
    }
  }
}
