// How the host has Python stop in the midst of bytecode, from outside.
#define Py_BUILD_CORE 1
#include "shim.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <internal/pycore_ceval.h>
#pragma clang diagnostic pop

static_assert(_PY_CALLS_TO_DO_BIT == PYTHON_INTERRUPTION_BITS, "the host sets another bit");

static PyThreadState *only_thread(void) {
  return PyInterpreterState_ThreadHead(PyInterpreterState_Main());
}

void *python_interruption_flag(void) { return &only_thread()->eval_breaker; }

int python_await_interruption(int (*call)(void *_Nullable)) {
  if (Py_AddPendingCall(call, NULL) != 0) return 0;
  // It waits until the host sets the bit.
  _Py_unset_eval_breaker_bit(only_thread(), _PY_CALLS_TO_DO_BIT);
  return 1;
}
