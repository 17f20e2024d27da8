import CPython

/// Something that the loaded program can be asked for, as `pyguest._program.load` describes it:
/// `(name, callable, required, loops, parameters, result, shape, defaults, more loops)`.
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
  /// The fewest arguments.
  let required: Int
  /// A tuple, owned: for each number of arguments from `required` on, a Python function
  /// that takes as many iterators of equal length and returns the list of results.
  let loops: Reference
  let parameters: [ValueKind]
  /// A tuple, owned: for each parameter, a tuple with its default, or an empty one.
  private let defaults: Reference
  /// Owned, or nil: gives the loop for more arguments than there are loops for, each of the last
  /// parameter.
  private let moreLoops: Reference?
  let result: ValueKind
  let shape: Shape
  /// Whether arguments are states, which are let go of after each call.
  let takesStates: Bool

  /// Reads a description; nil when it is not of that form.
  init?(_ description: Reference) {
    guard python_is_tuple(description) != 0, python_tuple_count(description) == 9 else {
      return nil
    }
    let loops = python_tuple_item(description, 3).unsafelyUnwrapped
    guard let kinds = python_tuple_item(description, 4), python_is_tuple(loops) != 0,
      let required = python_tuple_item(description, 2), python_is_int(required) != 0,
      python_is_tuple(kinds) != 0, let number = python_tuple_item(description, 6),
      python_is_int(number) != 0, let shape = Shape(rawValue: PyLong_AsLong(number)),
      let result = ValueKind(python_tuple_item(description, 5).unsafelyUnwrapped)
    else { return nil }
    var parameters: [ValueKind] = []
    for index in 0..<python_tuple_count(kinds) {
      guard let kind = ValueKind(python_tuple_item(kinds, index).unsafelyUnwrapped) else {
        return nil
      }
      parameters.append(kind)
    }
    guard let defaults = python_tuple_item(description, 7), python_is_tuple(defaults) != 0,
      python_tuple_count(defaults) == parameters.count,
      let more = python_tuple_item(description, 8)
    else { return nil }
    let isVariadic = more != python_none()
    self.required = PyLong_AsLong(required)
    guard 0...parameters.count ~= self.required,
      isVariadic || self.required + python_tuple_count(loops) == parameters.count + 1
    else { return nil }
    self.defaults = defaults
    moreLoops = isVariadic ? more : nil
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
    python_retain(defaults)
    if let moreLoops { python_retain(moreLoops) }
  }

  /// The loop for that many arguments, borrowed; nil where the function does not take them, or with
  /// a Python exception set.
  func loop(arguments count: Int) -> Reference? {
    guard count >= required else { return nil }
    if count - required < python_tuple_count(loops) {
      return python_tuple_item(loops, count - required)
    }
    guard let moreLoops, let number = PyLong_FromLong(count) else { return nil }
    defer { python_release(number) }
    guard let loop = callPython(moreLoops, [number]) else { return nil }
    // It is kept where it was made.
    python_release(loop)
    return loop
  }

  /// The type of an argument; nil where the function does not take so many.
  func kind(_ position: Int) -> ValueKind? {
    if position < parameters.count { return parameters[position] }
    return moreLoops == nil ? nil : parameters.last
  }

  /// The default of a parameter, borrowed; nil where it has none.
  func defaultValue(_ position: Int) -> Reference? {
    guard position < parameters.count, let value = python_tuple_item(defaults, position),
      python_is_tuple(value) != 0, python_tuple_count(value) == 1
    else { return nil }
    return python_tuple_item(value, 0)
  }

  func release() {
    python_release(name)
    python_release(callable)
    python_release(loops)
    python_release(defaults)
    if let moreLoops { python_release(moreLoops) }
  }
}
