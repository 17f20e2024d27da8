/// What a program may do beyond computing, printing and reading the clock: nothing, unless it was
/// granted.
public struct Permissions: Sendable, Hashable {
  package let granted: Set<Permission>

  /// All closed.
  public init() { granted = [] }

  /// Only what is named.
  package init(_ granted: Set<Permission>) { self.granted = granted }
}

/// What opens doors of the sandbox. None of those that there are needs one.
package struct Permission: Sendable, Hashable {
  /// As errors name it.
  package let name: String

  package init(_ name: String) { self.name = name }
}
