import CPython

/// Something that the loaded program can be asked for, as `pyguest._program.load` describes it:
/// `(name, callable, loops, parameters, result, shape)`.
struct LoadedFunction {
  /// How it is run.
  enum Shape: Int {
    /// Once a row.
    case call = 0
    /// For the next rows of an open table.
    case rows = 1
    /// As the end of an open table.
    case close = 2
    /// For many rows at the same time, by a loop of Python's own.
    case concurrent = 3
  }

  /// A str, owned.
  let name: Reference
  /// Owned.
  let callable: Reference
  /// A tuple, owned: for each number of arguments from `required` on, a Python function
  /// that takes as many iterators of equal length and returns the list of results.
  let loops: Reference
  let parameters: [ValueKind]
  let result: ValueKind
  let shape: Shape
  /// Whether arguments are states, which are let go of after each call.
  let takesStates: Bool

  /// Reads a description; nil when it is not of that form.
  init?(_ description: Reference) {
    guard python_is_tuple(description) != 0, python_tuple_count(description) == 6 else {
      return nil
    }
    let loops = python_tuple_item(description, 2).unsafelyUnwrapped
    guard let kinds = python_tuple_item(description, 3), python_is_tuple(loops) != 0,
      python_is_tuple(kinds) != 0, let number = python_tuple_item(description, 5),
      python_is_int(number) != 0, let shape = Shape(rawValue: PyLong_AsLong(number)),
      let result = ValueKind(python_tuple_item(description, 4).unsafelyUnwrapped)
    else { return nil }
    var parameters: [ValueKind] = []
    for index in 0..<python_tuple_count(kinds) {
      guard let kind = ValueKind(python_tuple_item(kinds, index).unsafelyUnwrapped) else {
        return nil
      }
      parameters.append(kind)
    }
    guard 1...parameters.count + 1 ~= python_tuple_count(loops) else { return nil }
    name = python_tuple_item(description, 0).unsafelyUnwrapped
    callable = python_tuple_item(description, 1).unsafelyUnwrapped
    self.loops = loops
    self.parameters = parameters
    self.result = result
    self.shape = shape
    takesStates = parameters.contains { $0.detail?.states != nil }
    python_retain(name)
    python_retain(callable)
    python_retain(loops)
  }

  /// Parameters without a default.
  private var required: Int { parameters.count + 1 - python_tuple_count(loops) }

  /// The loop for that many arguments, borrowed; nil where the function does not take them.
  func loop(arguments count: Int) -> Reference? {
    guard required...parameters.count ~= count else { return nil }
    return python_tuple_item(loops, count - required)
  }

  func release() {
    python_release(name)
    python_release(callable)
    python_release(loops)
  }
}
