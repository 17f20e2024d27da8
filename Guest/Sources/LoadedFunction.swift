import CPython

/// A function of the loaded program, as `pyguest._program.load` describes it:
/// `(name, callable, loops, parameters, result)`.
struct LoadedFunction {
  /// A str, owned.
  let name: Reference
  /// Owned.
  let callable: Reference
  /// A tuple, owned: for each number of arguments from `required` on, a Python function
  /// that takes as many iterators of equal length and returns the list of results.
  let loops: Reference
  let parameters: [ValueKind]
  let result: ValueKind

  /// Reads a description; nil when it is not of that form.
  init?(_ description: Reference) {
    guard python_is_tuple(description) != 0, python_tuple_count(description) == 5 else {
      return nil
    }
    let loops = python_tuple_item(description, 2).unsafelyUnwrapped
    guard let kinds = python_tuple_item(description, 3), python_is_tuple(loops) != 0,
      python_is_tuple(kinds) != 0,
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
    python_retain(name)
    python_retain(callable)
    python_retain(loops)
  }

  /// Parameters without a default.
  var required: Int { parameters.count + 1 - python_tuple_count(loops) }

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
