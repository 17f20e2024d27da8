/// How long runs take.
public enum Timing {
  /// The fastest of several runs: what the machine can do when left alone.
  ///
  /// - Parameters:
  ///   - count: how many runs there are at least.
  ///   - least: for how long runs go on at least.
  public static func fastest(
    of count: Int, within least: Duration = .zero, _ run: () throws -> Void
  ) rethrows -> Duration {
    let clock = ContinuousClock()
    let begin = clock.now
    var best = try clock.measure(run)
    var runs = 1
    while runs < count || clock.now - begin < least {
      best = min(best, try clock.measure(run))
      runs += 1
    }
    return best
  }

  /// The fastest run of each of several things, which are done in turn: what slows the machine down
  /// for a while slows them all.
  public static func fastestOfEach(
    of count: Int, _ things: (() throws -> Void)...
  ) throws -> [Duration] {
    let clock = ContinuousClock()
    var best = try things.map { try clock.measure($0) }
    for _ in 1..<max(count, 1) {
      for (index, thing) in things.enumerated() {
        best[index] = min(best[index], try clock.measure(thing))
      }
    }
    return best
  }

  /// The median time of making something, without that of destroying it.
  public static func median<Made>(of count: Int, _ make: () throws -> Made) rethrows -> Duration {
    let clock = ContinuousClock()
    let times = try (0..<max(count, 1)).map { _ in
      let start = clock.now
      let made = try make()
      let end = clock.now
      return withExtendedLifetime(made) { end - start }
    }
    return times.sorted()[times.count / 2]
  }
}
