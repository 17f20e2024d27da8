#define _GNU_SOURCE
#include "parking.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { MOST_RANGES = 64 };

// Written before `wanted`, which the handler reads first.
static CodeRange allowed[MOST_RANGES];
static int allowedCount;
static _Atomic pid_t wanted;
static _Atomic pid_t parked;
static _Atomic bool answered;

pid_t currentThreadNumber(void) { return (pid_t)syscall(SYS_gettid); }

static uintptr_t programCounter(const ucontext_t *context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)context->uc_mcontext.pc;
#else
  return 0;
#endif
}

// On the thread itself. Other signals are still handled while it waits: the engine's collector
// may ask each of its threads to answer.
static void park(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  pid_t thread = currentThreadNumber();
  if (atomic_load(&wanted) != thread) return;
  uintptr_t place = programCounter(context);
  for (int index = 0; index < allowedCount; index++) {
    if (place < allowed[index].start || place >= allowed[index].end) continue;
    atomic_store(&parked, thread);
    atomic_store(&answered, true);
    for (;;) pause();
  }
  atomic_store(&answered, true);
}

static int ownSignal;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Takes a signal that nobody else uses, where there is one.
static void takeSignal(void) {
  struct sigaction present, own = {.sa_sigaction = park, .sa_flags = SA_SIGINFO | SA_RESTART};
  for (int signal = SIGRTMIN + 4; ownSignal == 0 && signal <= SIGRTMAX; signal++) {
    if (sigaction(signal, NULL, &present) != 0 || present.sa_handler != SIG_DFL) continue;
    if (sigaction(signal, &own, NULL) == 0) ownSignal = signal;
  }
}

void allowParking(void) {
  pthread_once(&once, takeSignal);
  if (ownSignal == 0) return;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, ownSignal);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

bool parkThread(pid_t thread, const CodeRange *ranges, int count) {
  if (ownSignal == 0) return false;
  if (atomic_load(&parked) == thread) return true;
  allowedCount = count < MOST_RANGES ? count : MOST_RANGES;
  for (int index = 0; index < allowedCount; index++) allowed[index] = ranges[index];
  atomic_store(&answered, false);
  atomic_store(&wanted, thread);
  if (syscall(SYS_tgkill, getpid(), thread, ownSignal) == 0) {
    struct timespec pause = {.tv_nsec = 100000};
    // On a busy machine the thread may wait for its turn before it answers.
    for (int tries = 0; tries < 10000 && !atomic_load(&answered); tries++) {
      nanosleep(&pause, NULL);
    }
  }
  atomic_store(&wanted, 0);
  return atomic_load(&parked) == thread;
}
