import Sandbox
import Synchronization

/// A program that has been loaded ahead of time: an image's memory after its source has run.
///
/// A new instance begins with the program's imports made and its globals filled. No toolchain is
/// needed to make one, and nothing in it is machine code: what it holds is guest memory alone,
/// which the sandbox keeps in as it does any other.
///
/// What the source computed when it ran is kept: a time or a random number stored in a global is
/// the same in every instance, while `random`'s own state is renewed. The environment is empty
/// while it runs, and is each instance's own afterwards.
public final class ProgramImage: Sendable {
  /// The source file's name, as tracebacks show it.
  public let file: String
  /// The public functions that can be called, in the order of the source.
  public var functions: [Signature] { description.functions }
  /// The public functions that cannot be called, with the reasons.
  public var notOffered: [NotOffered] { description.notOffered }
  /// The wheels that it was given, which the image holds.
  public let dependencies: [Dependency]
  let description: ProgramDescription
  let image: Image
  let changes: MemoryChanges

  /// Loads a source in a fresh instance and keeps what that made of its memory.
  ///
  /// - Parameters:
  ///   - source: its environment and its permissions are not used, so that nothing that they give
  ///     can reach those who are given the image.
  ///   - image: what the program's instances are instances of.
  public init(_ source: ProgramSource, image: Image) throws(PythonGuestError) {
    var source = source
    source.environment = [:]
    source.permissions = Permissions()
    let untouched = try GuestInstance.Untouched(image)
    let guest = try GuestInstance(image, limits: source.limits, output: source.output)
    do {
      description = try EmbeddedModel.load(source, into: guest)
    } catch {
      throw error.whileLoading(source.file)
    }
    changes = try guest.changes(since: untouched)
    file = source.file
    dependencies = source.packages.compactMap(\.dependency)
    self.image = image
  }

  init(
    file: String, description: ProgramDescription, dependencies: [Dependency], image: Image,
    changes: MemoryChanges
  ) {
    self.file = file
    self.description = description
    self.dependencies = dependencies
    self.image = image
    self.changes = changes
  }
}

/// Runs programs from images of them.
public final class ProgramImageModel: ExecutionModel {
  private let image: Image
  /// The only program, where it was loaded before.
  private let carried: ProgramImage?
  /// The last one made, with what it was made from.
  private let made = Mutex<(source: Source, program: ProgramImage)?>(nil)

  /// All that an image depends on, beside the guest's own.
  private struct Source: Equatable {
    // Bytes: strings are equal where their characters are, however those are composed.
    var text: [UInt8]
    var file: [UInt8]
    var limits: Limits
    /// The hashes of its packages, in their order.
    var packages: [String]

    init(_ source: ProgramSource) throws(PythonGuestError) {
      text = Array(try source.requiredText().utf8)
      (file, limits) = (Array(source.file.utf8), source.limits)
      packages = source.packages.map(\.sha256)
    }
  }

  /// Runs the program of one image. A source with a text of its own is refused.
  public init(_ program: ProgramImage) {
    image = program.image
    carried = program
  }

  /// Makes an image of each source before it is first run, in memory.
  public init(_ image: Image) {
    self.image = image
    carried = nil
  }

  /// Starts an instance in which the program is loaded already. The environment is set then:
  /// while the source was loaded it was empty.
  public func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    let program = try program(for: source)
    let guest = try GuestInstance(
      image, limits: source.limits, permissions: source.permissions, changes: program.changes,
      output: source.output)
    if !source.environment.isEmpty { _ = try EmbeddedModel.load(source, text: nil, into: guest) }
    return EmbeddedInstance(
      guest, program.description, dependencies: program.dependencies)
  }

  private func program(for source: ProgramSource) throws(PythonGuestError) -> ProgramImage {
    if let carried {
      guard source.code == .carried else {
        throw PythonGuestError(
          .usage, "the program image carries a program; run that, or make an image of the text")
      }
      return carried
    }
    let wanted = try Source(source)
    if let kept = made.withLock({ $0 }), kept.source == wanted { return kept.program }
    let program = try ProgramImage(source, image: image)
    made.withLock { $0 = (wanted, program) }
    return program
  }
}

extension Program {
  /// Starts a program that was loaded ahead of time.
  public convenience init(
    _ program: ProgramImage, limits: Limits = Limits(), permissions: Permissions = Permissions(),
    environment: [String: String] = [:], output: @escaping OutputHandler = { _, _ in }
  ) throws(PythonGuestError) {
    try self.init(
      ProgramSource(
        code: .carried, file: program.file, environment: environment, limits: limits,
        permissions: permissions, output: output),
      model: ProgramImageModel(program))
  }
}
