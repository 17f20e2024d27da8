// What a guard is, for the two files that know it.
#pragma once

#include "CPlatform.h"

#include <setjmp.h>

enum state { IDLE, RUNNING, HELD };

/// A part of a memory that was opened for the host; both 0 where there is none.
struct window {
  size_t first, end;
};

struct memory_guard {
  uint8_t *start;
  size_t most;
  uintptr_t code_start, code_end;
  _Atomic(enum state) state;
  /// Bytes from the start that were made inaccessible in the running call; 0 where none were. They
  /// were accessible before, and memory only grows, so to open them opens nothing else.
  _Atomic(size_t) shut;
  /// How often memory was shut in the running call.
  _Atomic(int) rounds;
  /// The guard of the call that this one runs within.
  memory_guard *outer;
  /// What was opened last: a copy goes on in two places. Only the calling thread uses it.
  struct window opened[2];
  int next_opened;
  unsigned random;
};

// Read by the handlers, so their room must be there before: not made at the first use, as it would be
// in a library that is loaded later.
#define OF_THREAD _Thread_local __attribute__((tls_model("initial-exec"), visibility("hidden")))

/// The innermost running call of this thread.
extern OF_THREAD memory_guard *current;
/// The guard into whose code this thread's host code may be about to return.
extern OF_THREAD memory_guard *awaited;
/// Where this thread goes on when what it tries to reach is not there.
extern OF_THREAD sigjmp_buf *volatile way_back;
