import Columns
import Foundation
import Pyodide
import PythonGuest
import Synchronization
import Testing

extension PyodideTests {
  @Suite("Limits in Pyodide") struct LimitTests {
    /// Calls the function `f` of a source; answers with the error and the seconds.
    private func outcome(
      _ text: String, _ limits: Limits
    ) throws -> (error: PythonGuestError?, seconds: Double) {
      let f = try Support.program(text, limits: limits).function(named: "f")
      let start = ContinuousClock.now
      let error = Support.error { _ = try f.call([]) }
      return (error, (ContinuousClock.now - start) / .seconds(1))
    }

    @Test(arguments: [
      "def f() -> int:\n  while True: pass\n",
      "def f() -> int:\n  while True:\n    try:\n      while True: pass\n    except: pass\n",
      "def f() -> int:\n  return sum(range(10 ** 15))\n",
      "import time\ndef f() -> int:\n  time.sleep(1000)\n  return 1\n",
    ])
    func `what runs too long ends soon`(text: String) throws {
      let (error, seconds) = try outcome(text, Limits(time: .seconds(1)))
      #expect(error?.code == .timeLimit)
      #expect(error?.message.hasSuffix("ran longer than the time limit of 1 s") == true)
      #expect(seconds < 10)
    }

    @Test(arguments: [
      "    return len(bin(10 ** 10 ** 8))\n",
      "    return 1 if re.match('(a+)+$', 'a' * 60 + 'b') else 0\n",
    ])
    func `Python hears of the time limit, and may still act on it`(body: String) throws {
      let printed = Mutex("")
      let text =
        "import re, time\ndef f() -> int:\n  try:\n\(body)"
        + "  except KeyboardInterrupt:\n    print('heard')\n    raise\n"
      let program = try Support.program(
        text, limits: Limits(time: .milliseconds(500), memory: 1 << 30)
      ) { _, bytes in
        printed.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
      }
      let error = Support.error { _ = try program.function(named: "f").call([]) }
      #expect(error?.code == .timeLimit)
      #expect(printed.withLock { $0 } == "heard\n")
    }

    /// These look for no interrupt: one calls functions all the time, the other none.
    @Test(arguments: [
      "import collections, itertools\ndef f() -> int:\n"
        + "  return len(collections.deque(itertools.count(), maxlen=0))\n",
      "import unicodedata\ndef f() -> int:\n"
        + "  return len(unicodedata.normalize('NFD', 'a' + '\\u0327\\u0301' * 1000000))\n",
    ])
    func `C code that looks for no interrupt is stopped, and takes no more time`(
      text: String
    ) throws {
      let (error, seconds) = try outcome(text, Limits(time: .seconds(1)))
      #expect(error?.code == .timeLimit)
      #expect(seconds < 10)
      Thread.sleep(forTimeInterval: 1)
      let before = Self.processorSeconds
      Thread.sleep(forTimeInterval: 2)
      #expect(Self.processorSeconds - before < 0.4)
      let later = try outcome("def f() -> int:\n  return sum(range(1000))\n", Limits())
      #expect(later.error == nil)
    }

    /// What this process has had of its processors.
    private static var processorSeconds: Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func `what takes too much memory ends`() throws {
      let (error, _) = try outcome(
        "def f() -> int:\n  return len(bytearray(200 << 20))\n",
        Limits(time: .seconds(30), memory: 128 << 20))
      #expect(error?.code == .memoryLimit)
      #expect(error?.message.contains("needed more than the memory limit of 128 MiB") == true)
    }

    @Test func `a memory too small to start in is refused`() {
      let error = Support.error {
        _ = try Support.program("def f() -> int:\n  return 1\n", limits: Limits(memory: 4 << 20))
      }
      #expect(error?.code == .memoryLimit)
    }

    @Test func `what prints too much ends`() throws {
      let (error, _) = try outcome(
        "def f() -> int:\n  while True: print('x' * 1000)\n",
        Limits(time: .seconds(30), output: 64 << 10))
      #expect(error?.code == .outputLimit)
      #expect(
        error?.message.hasSuffix("printed more than the output limit of 64 KiB") == true)
    }

    @Test func `recursion and exit end the call, not the process`() throws {
      let limits = Limits(time: .seconds(30))
      let (deep, _) = try outcome(
        "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f() -> int:\n  return f()\n", limits)
      #expect([.guestCrashed, .pythonException, .memoryLimit].contains(deep?.code))
      let (ended, _) = try outcome("import os\ndef f() -> int:\n  os._exit(3)\n", limits)
      #expect(ended?.code == .guestCrashed)
      #expect(ended?.message.contains("ended its interpreter with status 3") == true)
    }

    @Test func `the call after a limit runs in a new instance`() throws {
      let program = try Support.program(
        "calls = 0\ndef f(x: int) -> int:\n  global calls\n  calls += 1\n"
          + "  while x: pass\n  return calls\n",
        limits: Limits(time: .seconds(2)))
      let f = try program.function(named: "f")
      #expect(try f.call([.int64(0)]) == .int64(1))
      #expect(Support.error { _ = try f.call([.int64(1)]) }?.code == .timeLimit)
      #expect(try f.call([.int64(0)]) == .int64(1))
    }
  }
}
