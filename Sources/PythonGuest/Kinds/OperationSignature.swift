import Columns

extension Signature {
  /// What an operation answers with.
  package func result(of operation: Operation) -> ValueType {
    switch operation {
    case .call, .finish, .grow, .slide, .next: returns
    case .export: ValueType(column: .binary, isNullable: false, pythonName: "bytes")
    case .open: ValueType(column: .uint32, isNullable: false, pythonName: "uint32")
    case .accumulate, .retract, .merge, .import, .discard, .close:
      ValueType(column: .null, isNullable: true, pythonName: "None")
    }
  }

  /// What an operation takes that is given so many arguments.
  package func parameters(of operation: Operation, arguments count: Int) -> [Parameter] {
    let group = Parameter(
      name: "group",
      type: ValueType(column: .uint32, isNullable: false, pythonName: "uint32"))
    let state = Parameter(
      name: "state",
      type: ValueType(column: .binary, isNullable: false, pythonName: "bytes"))
    switch operation {
    case .call, .open: return parameters(for: count)
    case .accumulate, .retract: return [group] + parameters(for: count - 1)
    case .grow: return [group] + parameters.map(\.acceptingNone)
    case .slide: return [group] + (parameters + parameters).map(\.acceptingNone)
    case .merge: return [group, group]
    case .import: return [group, state]
    case .finish, .export, .discard, .next, .close: return [group]
    }
  }

  /// Whether an aggregate can take rows back: it has a method `retract`.
  public var canRetract: Bool { operations[.retract] != nil }
  /// Whether states of an aggregate can be joined: it has a method `merge`.
  public var canMerge: Bool { operations[.merge] != nil }

  /// The number of an operation.
  ///
  /// - Throws: `unsupported_signature`, where the source defines none.
  package func number(of operation: Operation) throws(PythonGuestError) -> Int {
    if let number = operations[operation] { return number }
    let advice =
      switch operation {
      case .merge: "has no method merge; write def merge(self, other)"
      case .retract, .grow, .slide:
        "has no method retract; write it, with the parameters of accumulate"
      default: "cannot be asked to \(operation.rawValue)"
      }
    throw PythonGuestError(.unsupportedSignature, of: .function(name), advice)
  }
}

extension Parameter {
  /// The same, with NULL passed on.
  fileprivate var acceptingNone: Parameter {
    var parameter = self
    parameter.type.isNullable = true
    return parameter
  }
}
