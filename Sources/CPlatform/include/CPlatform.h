// Guest memory that is made inaccessible while a call into it runs, so that the call traps.
//
// A guard stands for one memory. Whoever calls into the guest says so with memory_guard_begin and
// memory_guard_end, on the calling thread; another thread, the ticker, may hold the guard in between
// and shut the memory. What the host itself reads or writes there meanwhile faults as well: a handler
// of SIGSEGV opens the memory again and lets the host go on. In calls that outlast that, the host is
// watched on its way back, by a handler of SIGTRAP.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct memory_guard memory_guard;

/// Has faults in guarded memory handled, for the whole process and for good. Faults of others go to
/// the handler that was there before. Answers 0, or with an error of the system.
int memory_guard_install(void);

/// Says that wasmtime has put its handler in place, or had before ours was.
void memory_guard_settle(void);

/// A guard of a memory that begins at `start`, does not move and never has more than `most` bytes,
/// and of the code that runs in it. NULL where there is no room for one.
memory_guard *_Nullable memory_guard_new(
    void *start, size_t most, const void *_Nullable code_start,
    const void *_Nullable code_end);

/// No call may run.
void memory_guard_delete(memory_guard *guard);

// MARK: The calling thread

/// A call starts.
void memory_guard_begin(memory_guard *guard);

/// A call has ended: nobody holds the guard any more, and the memory is open. Answers whether it was
/// shut.
bool memory_guard_end(memory_guard *guard);

/// Waits for the guard, in the midst of a call.
void memory_guard_hold(memory_guard *guard);

// MARK: Any other thread

/// Takes the guard where a call runs and nobody else has it.
bool memory_guard_try_hold(memory_guard *guard);

/// Gives the guard back.
void memory_guard_release(memory_guard *guard);

// MARK: Whoever holds the guard

/// Makes the whole memory inaccessible as it is now. It opens where the host needs it, and all of it
/// when the call ends.
void memory_guard_shut(memory_guard *guard);

/// Reads a word at an address that may be any; false where the memory has none there, or is shut.
bool memory_guard_load(const memory_guard *guard, uint32_t address, uint32_t *word);

/// Sets bits of a byte at an address that may be any, and leaves the others as the guest has them.
bool memory_guard_set(const memory_guard *guard, uint32_t address, uint8_t bits);

#pragma clang assume_nonnull end
