import PythonGuest

/// Where the foreign parts of models lie.
public enum ModelFolder {
  /// The folder that `./just setup-models NAME` fills, or nil where it has not.
  ///
  /// That is a folder of that name in `PYGUEST_MODELS` where it is set, which must be an absolute
  /// path, else in `.deps/models` of the checkout that the executable lies in or was built from.
  /// It must belong to the process's user, to root, or to whoever owns the running program, and
  /// others must not be able to write to it: programs in it are run.
  public static func locate(_ name: String) -> String? { try? Installation.models(name) }

  /// The same folder for a model that is wanted.
  ///
  /// - Parameter missing: what is thrown where the model was not set up.
  /// - Throws: why a folder that is there is not used.
  static func require(
    _ name: String, orThrow missing: PythonGuestError
  ) throws(PythonGuestError) -> String {
    guard let folder = try Installation.models(name) else { throw missing }
    return folder
  }
}
