import ModelConformance

/// What models are known not to do, by their names. The words stand in their descriptions too.
let knownDifferences: [String: KnownDifferences] = [:]
