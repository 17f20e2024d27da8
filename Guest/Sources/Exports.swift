// The functions that the host calls. `GuestInterface` documents each.

import CPython

@_expose(wasm, "pyguest_interface_version") @c(pyguest_interface_version)
public func exportInterfaceVersion() -> UInt32 { interfaceVersion }

@_expose(wasm, "pyguest_start") @c(pyguest_start)
public func exportStart() -> Int32 { Interpreter.start() ? 0 : 1 }

@_expose(wasm, "pyguest_renew") @c(pyguest_renew)
public func exportRenew() -> Int32 { Interpreter.renew() ? 0 : 1 }

@_expose(wasm, "pyguest_allocate") @c(pyguest_allocate)
public func exportAllocate(_ bytes: UInt32) -> UInt32 {
  Program.makeRoom()
  return address(aligned_alloc(16, (Int(bytes) + 15) & ~15))
}

@_expose(wasm, "pyguest_free") @c(pyguest_free)
public func exportFree(_ address: UInt32) {
  free(UnsafeMutableRawPointer(bitPattern: UInt(address)))
}

@_expose(wasm, "pyguest_load") @c(pyguest_load)
public func exportLoad(_ address: UInt32, _ length: UInt32) -> UInt32 {
  do throws(Failure) {
    let request = UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: UInt(address)), count: Int(length))
    return Reply.send(json: try Program.load(request), status: .done)
  } catch {
    return Reply.send(error)
  }
}

@_expose(wasm, "pyguest_call") @c(pyguest_call)
public func exportCall(_ function: UInt32, _ columns: UInt32, _ count: UInt32, _ rows: UInt32)
  -> UInt32
{
  do throws(Failure) {
    let descriptors =
      UnsafeRawPointer(bitPattern: UInt(columns)) ?? UnsafeRawPointer(Reply.place)
    let result = try Program.call(
      Int(function), descriptors, count: Int(count), rows: Int(Int32(bitPattern: rows)))
    return Reply.send(result)
  } catch {
    return Reply.send(error)
  }
}

@_expose(wasm, "pyguest_resume") @c(pyguest_resume)
public func exportResume() -> UInt32 {
  do throws(Failure) {
    return Reply.send(try Program.resume())
  } catch {
    return Reply.send(error)
  }
}

@_expose(wasm, "pyguest_row") @c(pyguest_row)
public func exportRow(_ function: UInt32, _ area: UInt32, _ count: UInt32) -> UInt32 {
  do throws(Failure) {
    try Program.callRow(Int(function), UnsafeMutableRawPointer(bitPattern: UInt(area)), Int(count))
    return 0
  } catch {
    return Reply.send(error)
  }
}

@_expose(wasm, "pyguest_progress") @c(pyguest_progress)
public func exportProgress() -> UInt32 { address(Progress.place) }

@_expose(wasm, "pyguest_interruption") @c(pyguest_interruption)
public func exportInterruption() -> UInt32 { address(python_interruption_flag()) }

@_expose(wasm, "pyguest_stack") @c(pyguest_stack)
public func exportStack() -> UInt32 { Reply.sendStack(Program.sourceFile, Program.sourceLines) }

@_expose(wasm, "pyguest_misfit") @c(pyguest_misfit)
public func exportMisfit() -> UInt32 { Reply.sendMisfit(Progress.misfit) }

/// The last answer, which stands in guest memory until the next.
enum Reply {
  /// A reply descriptor, and room for the column descriptor it may point to.
  nonisolated(unsafe) static let place = UnsafeMutableRawPointer.allocate(
    byteCount: ReplyDescriptor.byteCount + ColumnDescriptor.byteCount, alignment: 4)

  nonisolated(unsafe) private static var json: Reference?

  static func send(json bytes: Reference, status: ReplyStatus) -> UInt32 {
    if let json { python_release(json) }
    json = bytes
    return send(
      status, UnsafeRawPointer(python_bytes_start(bytes)), python_bytes_length(bytes))
  }

  static func send(_ column: ColumnDescriptor) -> UInt32 {
    let target = place + ReplyDescriptor.byteCount
    column.write(to: target)
    return send(.done, target, ColumnDescriptor.byteCount)
  }

  static func send(_ failure: Failure) -> UInt32 {
    if let json = failure.json { return send(json: json, status: .failed) }
    let text: StaticString =
      failure.isMemoryShort
      ? #"{"code": "memory_limit", "message": "no memory was left to describe the error"}"#
      : #"{"code": "python_exception", "message": "an error that cannot be described"}"#
    return send(.failed, text.utf8Start, text.utf8CodeUnitCount)
  }

  /// Answers with where Python stands. Nothing on the way allocates.
  static func sendStack(_ file: Reference?, _ lines: Reference?) -> UInt32 {
    var length: UInt32 = 0
    let start = python_stack(file, lines, &length)
    return send(.done, UnsafeRawPointer(start), Int(length))
  }

  /// Answers with a result that does not fit. Nothing on the way allocates.
  static func sendMisfit(_ found: (misfit: Misfit, row: Int, value: Reference)?) -> UInt32 {
    guard let (misfit, row, value) = found else { return send(.done, nil, 0) }
    var length: UInt32 = 0
    let start = python_typed_value(UInt32(misfit.rawValue), UInt32(row), value, &length)
    return send(.done, UnsafeRawPointer(start), Int(length))
  }

  private static func send(_ status: ReplyStatus, _ start: UnsafeRawPointer?, _ length: Int)
    -> UInt32
  {
    ReplyDescriptor(status: status.rawValue, address: address(start), length: UInt32(length))
      .write(to: place)
    return address(place)
  }
}
