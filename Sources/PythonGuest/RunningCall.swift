/// The call into a program that is running on this thread.
public enum RunningCall {
  /// By when the call whose program prints must have ended; nil outside of output handlers.
  ///
  /// An ``OutputHandler`` that may block looks here: it drops the rest when the time has come, and
  /// the call then ends with `time_limit`.
  @TaskLocal public static var deadline: ContinuousClock.Instant?
}
