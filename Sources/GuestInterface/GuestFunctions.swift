/// The functions a guest module exports, besides its memory.
///
/// Addresses, lengths and indices are wasm `i32`s; `pyguest_load` and
/// `pyguest_call` return the address of a ``ReplyDescriptor``.
public enum GuestExport {
  /// `() -> version`: must equal ``interfaceVersion``.
  public static let interfaceVersion = "pyguest_interface_version"
  /// `() -> 0 or 1`: starts CPython and imports what should be warm. Called once,
  /// before the snapshot is taken; 1 is failure, with the reason on the error output.
  public static let start = "pyguest_start"
  /// `() -> 0 or 1`: gives a new instance what it must not share with its
  /// siblings (random state, clocks). Called first in every instance.
  public static let renew = "pyguest_renew"
  /// `(bytes) -> address`: room in guest memory, aligned to 16; 0 when there is none.
  public static let allocate = "pyguest_allocate"
  /// `(address)`: gives that room back.
  public static let free = "pyguest_free"
  /// `(address, length) -> reply`: loads a program from a JSON object
  /// `{"name", "source", "environment"}`; answers with the JSON of its functions, and of those
  /// that it cannot offer: `{"functions", "notOffered"}`. With `"packages"`, a list of
  /// `{"name", "length", "files"}`, their bytes stand behind the object and a zero byte: those of a
  /// wheel, or of the files that `"files"` lists as `[path, length]`.
  public static let load = "pyguest_load"
  /// `(function, columns, count, rows) -> reply`: runs the function with that index
  /// over `rows` rows of `count` consecutive ``ColumnDescriptor``s; answers with
  /// one descriptor, whose buffers stand until the next call. It may hold fewer rows than
  /// `rows`, but at least one: the first of them.
  public static let call = "pyguest_call"
  /// `() -> reply`: goes on with a call that was answered for fewer rows than it had, whose
  /// columns must stand where they were; answers as `call` does, for the rows that follow.
  public static let resume = "pyguest_resume"
  /// `(function, area, count) -> reply`: runs the function with that index once, with the values of
  /// `count` arguments in a row area of ``RowSlot``s, and puts the result into its first; answers
  /// with 0, or with a reply that says what failed. A text or bytes of the result stand until the
  /// next call. For types without children.
  public static let row = "pyguest_row"
  /// `() -> address`: where the guest keeps a ``ProgressDescriptor``. The same in all instances
  /// of an image.
  public static let progress = "pyguest_progress"
  /// `() -> address`: of a byte. Once ``InterruptionFlag/bits`` of it are set, Python calls
  /// ``GuestImport/sleep`` with 0 at its next check, as between the rounds of a loop. The same in
  /// all instances of an image.
  public static let interruption = "pyguest_interruption"
  /// `() -> reply`: the Python stack, of an instance that was ended at any moment of a call.
  ///
  /// Little-endian words: the number of frames, then for each of the first and the last of them,
  /// innermost first, its line's number and three texts, each a length and bytes of UTF-8: file,
  /// function and line of source.
  public static let stack = "pyguest_stack"
  /// `() -> reply`: of an instance that was ended in the midst of a slice, the first result so far
  /// that does not fit its type; no bytes where there is none.
  ///
  /// Little-endian words: 0 for another type, 1 for None or 2 for out of range, and the row; then
  /// the name of the value's type, a length and bytes of UTF-8.
  public static let misfit = "pyguest_misfit"
}

/// The functions a guest module imports: the only way out of the sandbox.
public enum GuestImport {
  /// The module name of every import.
  public static let module = "pyguest"
  /// `(clock: i32) -> i64`: nanoseconds. Clock 0 counts since 1970, clock 1 from
  /// an arbitrary start and never backwards.
  public static let clock = "clock"
  /// `(address: i32, length: i32)`: fills guest memory with random bytes.
  public static let random = "random"
  /// `(nanoseconds: i64)`: returns after that time, or when the call's time is up.
  public static let sleep = "sleep"
  /// `(stream: i32, address: i32, length: i32)`: takes printed bytes; stream 1 is
  /// standard output, 2 is standard error.
  public static let output = "output"
  /// `(status: i32)`: ends the instance; does not return.
  public static let exit = "exit"
}

/// The byte by which the host has Python ask whether it may go on.
public enum InterruptionFlag {
  /// The bits that are set; the others are the guest's own.
  public static let bits: UInt8 = 4
}
