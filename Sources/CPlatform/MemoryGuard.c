#define _GNU_SOURCE

#include "Guard.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

OF_THREAD memory_guard *current;
OF_THREAD memory_guard *awaited;
OF_THREAD sigjmp_buf *volatile way_back;

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
  atomic_store_explicit(&guard->rounds, 0, memory_order_relaxed);
  guard->opened[0] = guard->opened[1] = (struct window){0, 0};
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
  if (awaited == guard) awaited = NULL;
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
  atomic_fetch_add(&guard->rounds, 1);
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
