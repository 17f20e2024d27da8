#define _GNU_SOURCE

#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>

enum state { IDLE, RUNNING, HELD };

struct memory_guard {
  uint8_t *start;
  size_t most;
  uintptr_t code_start, code_end;
  _Atomic(enum state) state;
  /// Bytes from the start that were made inaccessible in the running call; 0 where none were. They
  /// were accessible before, and memory only grows, so to open them opens nothing else.
  _Atomic(size_t) shut;
  /// The guard of the call that this one runs within.
  memory_guard *outer;
};

// Read by the handler, so their room must be there before: not made at the first use, as it would be
// in a library that is loaded later.
#define OF_THREAD static _Thread_local __attribute__((tls_model("initial-exec")))

/// The innermost running call of this thread.
OF_THREAD memory_guard *current;
/// Where this thread goes on when what it tries to reach is not there.
OF_THREAD sigjmp_buf *volatile way_back;

// MARK: The handler

static struct sigaction before;
/// Whether wasmtime's handler gets a fault only after ours has passed it on.
static atomic_bool is_outermost;

static uintptr_t program_counter(void *context) {
#if defined(__x86_64__)
  return (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)((ucontext_t *)context)->uc_mcontext.pc;
#else
#error "say where this processor's program counter is"
#endif
}

static bool is_in_code(const memory_guard *guard, uintptr_t counter) {
  return counter >= guard->code_start && counter < guard->code_end;
}

/// Opens some memory where a fault was. The rest stays shut, so that the guest traps when it goes on,
/// and shutting a large memory again costs little, however long the engine copies in it.
static bool open_around(const memory_guard *guard, size_t offset, size_t shut) {
  const size_t step = 128 << 10;
  size_t first = offset / step * step;
  size_t end = first + 2 * step < shut ? first + 2 * step : shut;
  return mprotect(guard->start + first, end - first, PROT_READ | PROT_WRITE) == 0;
}

/// Opens a memory that this thread's host code needs; false where the fault is another's.
static bool open_for_host(uintptr_t place, uintptr_t counter) {
  for (memory_guard *guard = current; guard; guard = guard->outer) {
    size_t shut = atomic_load(&guard->shut);
    if (place - (uintptr_t)guard->start >= shut) continue;
    // A fault of the guest itself is wasmtime's, which makes a trap of it. What wasmtime has seen and
    // passed on is an access that cannot trap: the next one will.
    if (is_in_code(guard, counter) && atomic_load(&is_outermost)) return false;
    return open_around(guard, place - (uintptr_t)guard->start, shut);
  }
  return false;
}

static void pass_on(int number, siginfo_t *info, void *context) {
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(number, info, context);
  } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
    // The faulting instruction runs again, and ends the process as it would have without us.
    sigaction(number, &before, NULL);
  } else {
    before.sa_handler(number);
  }
}

static void handle_fault(int number, siginfo_t *info, void *context) {
  int error = errno;
  if (way_back) siglongjmp(*way_back, 1);
  bool is_ours = info->si_code > 0 &&
                 open_for_host((uintptr_t)info->si_addr, program_counter(context));
  errno = error;
  if (!is_ours) pass_on(number, info, context);
}

static int installed;

static void install(void) {
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  action.sa_sigaction = handle_fault;
  sigemptyset(&action.sa_mask);
  installed = sigaction(SIGSEGV, &action, &before) == 0 ? 0 : errno;
}

int memory_guard_install(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  return installed;
}

static void settle(void) {
  struct sigaction action;
  bool is_first = sigaction(SIGSEGV, NULL, &action) == 0 && (action.sa_flags & SA_SIGINFO) &&
                  action.sa_sigaction == handle_fault;
  atomic_store(&is_outermost, is_first);
}

void memory_guard_settle(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, settle);
}

// MARK: Calls

memory_guard *memory_guard_new(
    void *start, size_t most, const void *code_start, const void *code_end) {
  memory_guard *guard = calloc(1, sizeof *guard);
  if (!guard) return NULL;
  guard->start = start;
  guard->most = most;
  guard->code_start = (uintptr_t)code_start;
  guard->code_end = (uintptr_t)code_end;
  return guard;
}

void memory_guard_delete(memory_guard *guard) { free(guard); }

static bool change(memory_guard *guard, enum state from, enum state to) {
  return atomic_compare_exchange_strong(&guard->state, &from, to);
}

/// Waits for whoever holds the guard, which is short but may have lost its processor.
static void change_patiently(memory_guard *guard, enum state to) {
  for (int tries = 0; !change(guard, RUNNING, to); tries++) {
    if (tries < 16) {
      sched_yield();
    } else {
      nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
    }
  }
}

void memory_guard_begin(memory_guard *guard) {
  guard->outer = current;
  current = guard;
  atomic_store_explicit(&guard->state, RUNNING, memory_order_release);
}

bool memory_guard_end(memory_guard *guard) {
  if (!change(guard, RUNNING, IDLE)) change_patiently(guard, IDLE);
  size_t shut = atomic_load_explicit(&guard->shut, memory_order_relaxed);
  if (shut > 0) {
    // This fails for nothing but want of memory in the system.
    while (mprotect(guard->start, shut, PROT_READ | PROT_WRITE) != 0) {
      nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    atomic_store_explicit(&guard->shut, 0, memory_order_relaxed);
  }
  current = guard->outer;
  return shut > 0;
}

void memory_guard_hold(memory_guard *guard) { change_patiently(guard, HELD); }

bool memory_guard_try_hold(memory_guard *guard) {
  return atomic_load_explicit(&guard->state, memory_order_relaxed) == RUNNING &&
         change(guard, RUNNING, HELD);
}

void memory_guard_release(memory_guard *guard) {
  atomic_store_explicit(&guard->state, RUNNING, memory_order_release);
}

// MARK: The memory

/// Reads or writes a place that may not be there; false where it is not.
static bool reach(void (*access)(uint8_t *place, void *value), uint8_t *place, void *value) {
  sigjmp_buf back;
  bool is_there = sigsetjmp(back, 0) == 0;
  if (is_there) {
    way_back = &back;
    access(place, value);
  }
  way_back = NULL;
  return is_there;
}

static void read_byte(uint8_t *place, void *byte) {
  *(uint8_t *)byte = *(volatile uint8_t *)place;
}

static void read_word(uint8_t *place, void *word) {
  uint8_t *bytes = word;
  for (size_t i = 0; i < sizeof(uint32_t); i++) bytes[i] = ((volatile uint8_t *)place)[i];
}

static void read_aligned_word(uint8_t *place, void *word) {
  *(uint32_t *)word = *(volatile uint32_t *)place;
}

static void set_bits(uint8_t *place, void *bits) {
  atomic_signal_fence(memory_order_seq_cst);
  __atomic_fetch_or(place, *(uint8_t *)bits, __ATOMIC_RELAXED);
  atomic_signal_fence(memory_order_seq_cst);
}

/// How much of a memory can be read, of which that many bytes are known to be its own.
static size_t extent(const memory_guard *guard, size_t known) {
  const size_t page = 65536;
  uint8_t byte;
  size_t least = known / page, above = guard->most / page + 1;
  while (above - least > 1) {
    size_t middle = least + (above - least) / 2;
    if (reach(read_byte, guard->start + middle * page - 1, &byte)) {
      least = middle;
    } else {
      above = middle;
    }
  }
  return least * page;
}

void memory_guard_shut(memory_guard *guard) {
  size_t shut = extent(guard, atomic_load(&guard->shut));
  // First told, then done: the handler must know of it.
  atomic_store(&guard->shut, shut);
  if (shut > 0) mprotect(guard->start, shut, PROT_NONE);
}

bool memory_guard_load(const memory_guard *guard, uint32_t address, uint32_t *word) {
  uint8_t *place = guard->start + address;
  if ((size_t)address + sizeof *word > guard->most) return false;
  return reach(address % sizeof *word == 0 ? read_aligned_word : read_word, place, word);
}

bool memory_guard_set(const memory_guard *guard, uint32_t address, uint8_t bits) {
  return address < guard->most && reach(set_bits, guard->start + address, &bits);
}
