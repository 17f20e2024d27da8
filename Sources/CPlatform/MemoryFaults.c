// What happens where guarded memory is inaccessible: the handlers of this process.
#define _GNU_SOURCE

#include "Guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

/// What was there before: of faults, and of steps.
static struct sigaction before, before_steps;
/// Whether wasmtime's handler gets a fault only after ours has passed it on.
static atomic_bool is_outermost;

static uintptr_t program_counter(const ucontext_t *context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)context->uc_mcontext.pc;
#else
#error "say where this processor's program counter is"
#endif
}

static bool is_in_code(const memory_guard *guard, uintptr_t counter) {
  return counter >= guard->code_start && counter < guard->code_end;
}

static void pass_on(const struct sigaction *to, int number, siginfo_t *info, void *context) {
  if (to->sa_flags & SA_SIGINFO) {
    to->sa_sigaction(number, info, context);
  } else if (to->sa_handler == SIG_DFL || to->sa_handler == SIG_IGN) {
    // The faulting instruction runs again, and ends the process as it would have without us.
    sigaction(number, to, NULL);
  } else {
    to->sa_handler(number);
  }
}

// MARK: The way back into the guest

// A copy may touch last what the guest needs next, and so open that for it. Where a call outlasts
// many rounds, the host is watched for some steps: if it returns to the guest, all is shut again.

/// Steps in which the host is watched. A copy that stores its first bytes last is back after a few, the
/// engine's other functions after some seventy. Each takes microseconds.
enum { WATCHED_STEPS = 100 };

static OF_THREAD int steps;

#if defined(__x86_64__)

enum { TRAP_FLAG = 0x100 };

static void watch(memory_guard *guard, ucontext_t *context) {
  // A signal that is blocked would end the process.
  if (sigismember(&context->uc_sigmask, SIGTRAP)) return;
  awaited = guard;
  steps = WATCHED_STEPS;
  context->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
}

static void handle_step(int number, siginfo_t *info, void *place) {
  ucontext_t *context = place;
  if (steps == 0 || info->si_code != TRAP_TRACE) {
    pass_on(&before_steps, number, info, context);
    return;
  }
  int error = errno;
  steps--;
  if (!awaited) {
    steps = 0;
  } else if (is_in_code(awaited, program_counter(context))) {
    mprotect(awaited->start, atomic_load(&awaited->shut), PROT_NONE);
    steps = 0;
  }
  if (steps == 0) context->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
  errno = error;
}

static int install_steps(void) {
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  action.sa_sigaction = handle_step;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGTRAP, &action, &before_steps) == 0 ? 0 : errno;
}

#else

// Other processors do not let a process watch its own steps.
static void watch(memory_guard *guard, ucontext_t *context) {}
static int install_steps(void) { return 0; }

#endif

// MARK: Faults

/// Whether a copy may have gone on from what was opened last; notes what is opened now.
static bool goes_on(memory_guard *guard, size_t offset, struct window now) {
  const size_t near = 16 << 10;
  for (int i = 0; i < 2; i++) {
    struct window *last = &guard->opened[i];
    bool follows = offset - last->end < near || last->first - 1 - offset < near;
    if (last->end == 0 || !follows) continue;
    *last = now;
    return true;
  }
  guard->opened[guard->next_opened] = now;
  guard->next_opened = 1 - guard->next_opened;
  return false;
}

/// How often memory must have been shut for the call to be one that may never end: what the engine does
/// at once in hundreds of megabytes takes less time than that.
enum { MANY_ROUNDS = 10 };

static unsigned draw(memory_guard *guard) {
  guard->random = guard->random * 1664525 + 1013904223;
  return guard->random >> 16;
}

/// Opens some memory where a fault of the host was. The rest stays shut, so that the guest traps when
/// it goes on, and shutting a large memory again costs little, however long the engine copies in it.
///
/// In a call that may never end how much is opened is left to chance, and whether the host is watched
/// in the midst of a copy, so that no code is made for it.
static bool open_around(memory_guard *guard, size_t offset, size_t shut, ucontext_t *context) {
  bool lingers = atomic_load(&guard->rounds) > MANY_ROUNDS;
  size_t step = lingers ? (size_t)4096 << draw(guard) % 6 : 128 << 10;
  size_t first = offset / step * step;
  size_t end = first + 2 * step < shut ? first + 2 * step : shut;
  if (mprotect(guard->start + first, end - first, PROT_READ | PROT_WRITE) != 0) return false;
  bool is_new = !goes_on(guard, offset, (struct window){first, end});
  if (lingers && (is_new || draw(guard) % 16 == 0)) watch(guard, context);
  return true;
}

/// Opens a memory that this thread's host code needs; false where the fault is another's.
static bool open_for_host(uintptr_t place, ucontext_t *context) {
  for (memory_guard *guard = current; guard; guard = guard->outer) {
    size_t offset = place - (uintptr_t)guard->start, shut = atomic_load(&guard->shut);
    if (offset >= shut) continue;
    // A fault of the guest itself is wasmtime's, which makes a trap of it. What wasmtime has seen and
    // passed on is an access that cannot trap: the next one will.
    if (is_in_code(guard, program_counter(context)) && atomic_load(&is_outermost)) return false;
    return open_around(guard, offset, shut, context);
  }
  return false;
}

static void handle_fault(int number, siginfo_t *info, void *context) {
  int error = errno;
  if (way_back) siglongjmp(*way_back, 1);
  bool is_ours = info->si_code > 0 && open_for_host((uintptr_t)info->si_addr, context);
  errno = error;
  if (!is_ours) pass_on(&before, number, info, context);
}

static int installed;

static void install(void) {
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  action.sa_sigaction = handle_fault;
  sigemptyset(&action.sa_mask);
  installed = install_steps();
  if (installed == 0 && sigaction(SIGSEGV, &action, &before) != 0) installed = errno;
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
