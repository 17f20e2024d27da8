import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// What a source offers.
@Suite("Program")
struct ProgramTests {
  @Test func publicFunctionsAreOfferedInTheirOrder() throws {
    let program = try program(
      """
      import math
      from math import sqrt
      from statistics import mean
      import functools

      LIMIT = 5
      zeta = None

      def zebra() -> int:
          return 1

      def _private() -> int:
          return 2

      class Shape:
          def area(self) -> float:
              return 0.0

      def apple(x: int, y: str = "a") -> float | None:
          def inner(z: int) -> int:
              return z
          return None

      @functools.cache
      def cached(x: int) -> int:
          return x

      @functools.wraps(apple)
      def wrapped(*args):
          return apple(*args)

      instance = Shape()
      alias = zebra
      """)
    #expect(
      program.functions.map(\.signature.name) == ["zebra", "apple", "cached", "wrapped", "alias"])
    let apple = try program.function(named: "apple").signature
    #expect(apple.kind == .scalar)
    #expect(apple.requiredCount == 1)
    #expect(apple.parameters.map(\.name) == ["x", "y"])
    #expect(apple.parameters.map(\.type.pythonName) == ["int", "str"])
    #expect(apple.parameters.map(\.type.arrowName) == ["int64", "utf8"])
    #expect(apple.parameters.map(\.type.isNullable) == [false, false])
    #expect(apple.parameters.map(\.hasDefault) == [false, true])
    #expect(apple.returns.pythonName == "float")
    #expect(apple.returns.isNullable)
    #expect(try program.value("cached", .int64(3)) == .int64(3))
    #expect(try program.value("wrapped", .int64(3)) == .null)
    #expect(try program.value("alias") == .int64(1))
  }

  @Test func `A default that is a value of its type is described`() throws {
    let program = try program(
      #"""
      import enum
      from datetime import date

      class Level(enum.IntEnum):
          LOW = 1

      class Text(str):
          pass

      def values(
          a: int, b: bool = True, c: int = -(1 << 63), d: float = 0.1, e: str = "é\"\n\0",
          f: str | None = None, g: int | None = 5, h: float = 3, i: float = -0.0,
      ) -> int:
          return 1

      def others(
          a: int = None, b: int = True, c: int = 1 << 63, d: int = Level.LOW, e: str = "\ud800",
          f: str = Text("x"), g: float = float("nan"), h: float = (1 << 53) + 1, i: str = object(),
          j: date = date(2024, 1, 1), k: bool = 1, l: bytes = b"x", m: str = "x" * 10_001,
      ) -> int:
          return 2
      """#)
    let values = try program.function(named: "values").signature.parameters
    #expect(
      values.map(\.defaultValue) == [
        nil, .bool(true), .int64(.min), .float64(0.1), .utf8("é\"\n\0"), .null, .int64(5),
        .float64(3), .float64(-0.0),
      ])
    let others = try program.function(named: "others").signature
    #expect(others.requiredCount == 0)
    #expect(others.parameters.allSatisfy { $0.hasDefault && $0.defaultValue == nil })
    let copy = try JSONDecoder().decode(
      Signature.self, from: JSONEncoder().encode(program.function(named: "values").signature))
    #expect(copy.parameters == values)
  }

  @Test(
    "Every type is described in Python's words and in Arrow's",
    arguments: [
      ("bool", "bool", DataType.bool), ("int", "int64", .int64), ("float", "float64", .float64),
      ("str", "utf8", .utf8), ("bytes", "binary", .binary), ("date", "date32", .date32),
      ("time", "time64[us]", .time64), ("datetime", "timestamp[us]", .timestamp),
      ("timedelta", "duration[us]", .duration),
    ])
  func types(_ python: String, arrow: String, column: DataType) throws {
    let program = try program(
      """
      from datetime import date, datetime, time, timedelta
      def f(x: \(python), y: \(python) | None) -> \(python) | None:
          return x
      """)
    let signature = try program.function(named: "f").signature
    for type in signature.parameters.map(\.type) + [signature.returns] {
      #expect(type.pythonName == python)
      #expect(type.arrowName == arrow)
      #expect(type.column == column)
    }
    #expect(signature.parameters.map(\.type.isNullable) == [false, true])
  }

  @Test func annotationsMayBeTextOrDeferred() throws {
    let program = try program(
      """
      from __future__ import annotations
      from typing import Optional
      def later(x: int, y: Optional[Number]) -> Number | None:
          return x
      def text(x: "int") -> "Optional[int]":
          return x
      Number = int
      """)
    #expect(try program.value("later", .int64(5), .null) == .int64(5))
    #expect(try program.value("text", .int64(5)) == .int64(5))
  }

  @Test func aFunctionMayCallItselfAndOthers() throws {
    let program = try program(
      """
      import functools

      def factorial(n: int) -> int:
          return 1 if n < 2 else n * factorial(n - 1)

      @functools.cache
      def fibonacci(n: int) -> int:
          return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

      def is_even(n: int) -> bool:
          return n == 0 or is_odd(n - 1)

      def is_odd(n: int) -> bool:
          return n != 0 and is_even(n - 1)
      """)
    let numbers = try Column(int64: [0, 1, 5, 20])
    #expect(
      try program.call("factorial", numbers)
        == Column(int64: [1, 1, 120, 2_432_902_008_176_640_000]))
    #expect(try program.value("fibonacci", .int64(90)) == .int64(2_880_067_194_370_816_120))
    #expect(try program.value("is_even", .int64(900)) == .bool(true))
  }
}
