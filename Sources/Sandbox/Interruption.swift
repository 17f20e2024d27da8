/// How an engine ends calls once their time is up.
package enum Interruption: Sendable {
  /// Compiled code looks at the time.
  case epochs
  /// Memory is made inaccessible.
  case memory
}
