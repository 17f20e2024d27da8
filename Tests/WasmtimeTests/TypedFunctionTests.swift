import Testing
import Wasmtime

@Suite("TypedFunction")
struct FunctionTests {
  let engine: Engine

  init() throws { engine = try Engine() }

  @Test("Values of every kind go in and come out")
  func valuesOfEveryKind() throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    let i32: TypedFunction<Int32, Int32> = try instance.function("negate_i32", in: store)
    let i64: TypedFunction<Int64, Int64> = try instance.function("negate_i64", in: store)
    let f32: TypedFunction<Float, Float> = try instance.function("negate_f32", in: store)
    let f64: TypedFunction<Double, Double> = try instance.function("negate_f64", in: store)
    for value in [0, 1, -1, .min, .max] as [Int32] {
      #expect(try i32(value, in: store) == 0 &- value)
    }
    for value in [0, 1, -1, .min, .max] as [Int64] {
      #expect(try i64(value, in: store) == 0 &- value)
    }
    for value in [0, 1.5, -.infinity, .leastNonzeroMagnitude] as [Float] {
      #expect(try f32(value, in: store) == -value)
    }
    for value in [0, 1.5, -.infinity, .leastNonzeroMagnitude] as [Double] {
      #expect(try f64(value, in: store) == -value)
    }
    #expect(try f64(.nan, in: store).isNaN)
  }

  @Test("Unsigned types read the same bits without a sign")
  func unsignedTypes() throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    let i32: TypedFunction<UInt32, UInt32> = try instance.function("negate_i32", in: store)
    let i64: TypedFunction<UInt64, UInt64> = try instance.function("negate_i64", in: store)
    #expect(try i32(1, in: store) == .max)
    #expect(try i64(1, in: store) == .max)
  }

  @Test("Arguments arrive in order, however many there are")
  func argumentsArriveInOrder() throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    let nothing: TypedFunction<Void> = try instance.function("nothing", in: store)
    try nothing(in: store)
    let digits = try instance.function(
      "digits", in: store, as: TypedFunction<Int32, Int32, Int32, Int32, Int32>.self)
    #expect(try digits(1, 2, 3, 4, in: store) == 1234)
    let mixed: TypedFunction<Double, Int32, Int64, Float, Double> =
      try instance.function("mixed", in: store)
    #expect(try mixed(-1, 20, 0.5, 0.25, in: store) == 19.75)
  }

  @Test("Looking up another type throws and names both types")
  func otherTypesThrow() throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    let error = try #require(
      failure { let _: TypedFunction<Int32, Int32> = try instance.function("add", in: store) })
    #expect(error.code == .typeMismatch)
    #expect(error.message == "add is (i32, i32) -> (i32), not (i32) -> (i32)")
    let result = failure {
      let _: TypedFunction<Void, Int32, Int32> = try instance.function("add", in: store)
    }
    let parameter = failure {
      let _: TypedFunction<Int32, Int64, Int32> = try instance.function("add", in: store)
    }
    let nothing = failure {
      let _: TypedFunction<Int32> = try instance.function("nothing", in: store)
    }
    let pair = failure { let _: TypedFunction<Int32> = try instance.function("pair", in: store) }
    for error in [result, parameter, nothing, pair] { #expect(error?.code == .typeMismatch) }
  }

  @Test(
    "Looking up what is no function throws",
    arguments: ["missing", "", "memory", "global", "add\0", "ad"])
  func missingFunctionsThrow(name: String) throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "values.wat").instantiate(in: store)
    #expect(
      failure { let _: TypedFunction<Void> = try instance.function(name, in: store) }?.code
        == .noSuchExport)
  }

  @Test(
    "Each trap has its code",
    arguments: [
      ("unreachable", .unreachable), ("stackOverflow", .stackOverflow),
      ("memoryOutOfBounds", .memoryOutOfBounds), ("tableOutOfBounds", .tableOutOfBounds),
      ("indirectCallToNull", .indirectCallToNull),
      ("integerDivisionByZero", .integerDivisionByZero), ("integerOverflow", .integerOverflow),
      ("badConversionToInteger", .badConversionToInteger),
    ] as [(String, TrapCode)])
  func eachTrapHasItsCode(name: String, code: TrapCode) throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "traps.wat").instantiate(in: store)
    let function: TypedFunction<Void> = try instance.function(name, in: store)
    let error = try #require(failure { try function(in: store) })
    #expect(error.code == .trap(code))
    #expect(error.code.trapCode == code)
    #expect(error.message == code.description)
    #expect(error.underlyingError == nil)
  }

  @Test("A trap's backtrace names the functions, innermost first")
  func backtracesNameFunctions() throws {
    let text = """
      (module (func $inner unreachable) (func $outer (export "run") call $inner))
      """
    let store = makeStore(engine)
    let pre = try Linker<HostState>(engine).instancePre(Module(engine, text: text))
    let run: TypedFunction<Void> = try pre.instantiate(in: store).function("run", in: store)
    let backtrace = try #require(failure { try run(in: store) }?.backtrace)
    let lines = backtrace.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("0: inner at 0x") == true)
    #expect(lines.last?.hasPrefix("1: outer at 0x") == true)
  }

  @Test("A function can be called again after a trap")
  func callsAfterATrap() throws {
    let store = makeStore(engine)
    let instance = try prepare(engine, fixture: "traps.wat").instantiate(in: store)
    let function: TypedFunction<Void> = try instance.function("stackOverflow", in: store)
    for _ in 0..<100 {
      #expect(failure { try function(in: store) }?.code == .trap(.stackOverflow))
    }
  }
}
