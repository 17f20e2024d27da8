/// Why something was not measured.
public struct MeasuringError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
