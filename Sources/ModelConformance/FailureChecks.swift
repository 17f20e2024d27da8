import Columns
import PythonGuest

extension ConformanceCheck {
  /// What goes wrong in a row.
  static let failureChecks: [ConformanceCheck] = [
    ConformanceCheck("An exception arrives as Python prints it, with function and row") { model in
      let source =
        "def inner(x: int) -> int:\n    return [10, 20, 30][x]\n\n"
        + "def f(x: int) -> int:\n    return inner(x)\n"
      let error = try failing(model, source, Column(int64: [0, nil, 2, 3, 1]))
      try expect(error.code, .pythonException)
      try expect(error.function, "f")
      try expect(error.row, 3)
      try expect(error.message, "IndexError: list index out of range", "message")
      try expect(
        error.traceback,
        """
        Traceback (most recent call last):
          File "checked.py", line 5, in f
            return inner(x)
          File "checked.py", line 2, in inner
            return [10, 20, 30][x]
                   ~~~~~~~~~~~~^^^
        IndexError: list index out of range

        """, "traceback")
    },
    misfit(
      "None where it is not declared", "int", "None", .nullReturned,
      "f returned None, but is declared to return int; return a value, or declare -> int | None"),
    misfit(
      "True where int is declared", "int", "True", .wrongReturnType,
      "f returned True, a bool, but is declared to return int; "
        + "return an int or change the declaration"),
    misfit(
      "a str where int is declared", "int", "'seven'", .wrongReturnType,
      "f returned 'seven', a str, but is declared to return int; "
        + "return an int or change the declaration"),
    misfit(
      "an int beyond 64 bits", "int", "2 ** 63", .outOfRange,
      "f returned 9223372036854775808, which a 64-bit int does not hold"),
    misfit(
      "a lone surrogate", "str", "'\\ud800'", .outOfRange,
      "f returned '\\ud800', which has no form in UTF-8"),
    ConformanceCheck("The first row that fails is told, whatever a later one does") { model in
      let source =
        "def f(x: int) -> int:\n    if x == 3:\n        raise ValueError(x)\n"
        + "    return 'two' if x == 2 else x\n"
      let misfit = try failing(model, source, Column(int64: [1, 2, 3, 4]))
      try expect(misfit.code, .wrongReturnType)
      try expect(misfit.row, 1)
      let raised = try failing(model, source, Column(int64: [1, nil, 3, 2]))
      try expect(raised.code, .pythonException)
      try expect(raised.row, 2)
    },
    ConformanceCheck("A value is of its type, whatever it says of its class") { model in
      for type in ["bool", "int", "float", "str", "bytes"] {
        let source =
          "class Fake:\n    __class__ = \(type)\n    def __repr__(self) -> str:\n"
          + "        return 'it'\n\ndef f(x: int) -> \(type):\n    return Fake()\n"
        let error = try failing(model, source, Column(int64: [1]))
        try expect(error.code, .wrongReturnType)
        try expect(error.message.contains("f returned it, a Fake"), true, error.message)
      }
    },
    ConformanceCheck("After an exception the program goes on where it was") { model in
      let source = "n = 0\ndef f(x: int) -> int:\n    global n\n    n += 1\n    return n // x\n"
      let function = try program(model, source).function(named: "f")
      _ = try failure { try function.call([.int64(0)]) }
      try expect(function.call([.int64(1)]), .int64(2))
    },
    ConformanceCheck("A value of another type is refused before Python is called") { model in
      let function = try program(model, "def f(x: int) -> int:\n    return x\n")
        .function(named: "f")
      try expect(failure { try function.call([.utf8("1")]) }.code, .invalidInput)
      try expect(failure { try function.call([]) }.code, .invalidInput)
    },
    ConformanceCheck("Ending the interpreter ends neither the host nor the program") { model in
      let source = "import os\ndef f() -> int:\n    os._exit(3)\ndef g() -> int:\n    return 1\n"
      let program = try program(model, source)
      let error = try failure { try program.function(named: "f").call([]) }
      try expect(error.code, .guestCrashed)
      try expect(program.function(named: "g").call([]), .int64(1))
    },
  ]

  private static func failing(
    _ model: any ExecutionModel, _ source: String, _ column: Column
  ) throws -> PythonGuestError {
    let function = try program(model, source).function(named: "f")
    return try failure { try function.call(Batch(columns: [column])) }
  }

  /// A function whose third row returns what does not fit.
  private static func misfit(
    _ what: String, _ type: String, _ value: String, _ code: PythonGuestError.Code,
    _ message: String
  ) -> ConformanceCheck {
    ConformanceCheck("Returning \(what) is an error that says what to write") { model in
      let fitting = type == "int" ? "x" : "str(x)"
      let source = "def f(x: int) -> \(type):\n    return \(value) if x == 3 else \(fitting)\n"
      let error = try failing(model, source, Column(int64: [1, 2, 3, 4]))
      try expect(error.code, code)
      try expect(error.message, message, "message")
      try expect(error.function, "f")
      try expect(error.row, 2)
    }
  }

  /// What goes wrong while a source is loaded.
  static let loadingChecks: [ConformanceCheck] = [
    refusal(
      "A syntax error", "def f(x: int) -> int:\n    return (x\n", .syntaxError,
      "checked.py:2: '(' was never closed"),
    notOffered(
      "A parameter without a type", "def f(x) -> int:\n    return x\n",
      "checked.py:1: parameter x of f has no type; write x: int (or another of None, bool, int, "
        + "float, str, bytes, date, time, datetime, timedelta, Decimal, UUID, list[…], "
        + "dict[str, …], a dataclass, NamedTuple, TypedDict, Enum or Any)"),
    notOffered(
      "A type that is not supported", "def f(x: set) -> int:\n    return 1\n",
      "checked.py:1: parameter x of f is set, which is not supported; write one of None, bool, "
        + "int, float, str, bytes, date, time, datetime, timedelta, Decimal, UUID, list[…], "
        + "dict[str, …], a dataclass, NamedTuple, TypedDict, Enum or Any, or one of these with | None"
    ),
    notOffered(
      "A list of nothing in particular", "def f(x: list) -> int:\n    return 1\n",
      "checked.py:1: parameter x of f is list, which does not say what it holds; "
        + "write list[int] or dict[str, int], or Any for JSON"),
    notOffered(
      "A parameter **names", "def f(**xs: int) -> int:\n    return 1\n",
      "checked.py:1: f takes **xs; name each parameter, as in x: int, y: int"),
    refusal(
      "An exception of the source itself", "import json\njson.loads('{')\n", .pythonException,
      "checked.py: json.decoder.JSONDecodeError: "
        + "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ConformanceCheck("Only public functions that the source defines are offered") { model in
      let source = """
        from math import sqrt
        import functools

        class Shape:
            pass

        def _hidden(x: int) -> int:
            return x

        @functools.cache
        def shown(x: int, y: str | None = None) -> float:
            return sqrt(x)
        """
      let functions = try program(model, source).functions.map(\.signature)
      try expect(functions.map(\.name), ["shown"])
      try expect(functions[0].parameters.map(\.name), ["x", "y"])
      try expect(functions[0].parameters.map(\.type.arrowName), ["int64", "utf8"])
      try expect(functions[0].parameters.map(\.type.isNullable), [false, true])
      try expect(functions[0].parameters.map(\.hasDefault), [false, true])
      try expect(functions[0].returns.pythonName, "float")
    },
  ]

  private static func notOffered(
    _ what: String, _ source: String, _ message: String
  ) -> ConformanceCheck {
    ConformanceCheck("\(what) does not spoil a source; naming the function is refused") { model in
      let program = try program(model, source + "def g(x: int) -> int:\n    return x\n")
      try expect(program.functions.map(\.signature.name), ["g"])
      try expect(program.function(named: "g").call([.int64(1)]), .int64(1))
      let error = try failure { try program.function(named: "f") }
      try expect(error.code, .unsupportedSignature)
      try expect(error.message, message, "message")
    }
  }

  private static func refusal(
    _ what: String, _ source: String, _ code: PythonGuestError.Code, _ message: String
  ) -> ConformanceCheck {
    ConformanceCheck("\(what) is refused with what to write instead") { model in
      let error = try failure { try program(model, source) }
      try expect(error.code, code)
      try expect(error.message, message, "message")
      try expect(error.isWhileLoading, true, "while loading")
    }
  }
}
