#ifndef PARKING_H
#define PARKING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// Addresses of code.
typedef struct {
  uintptr_t start, end;
} CodeRange;

// Linux's number of the calling thread.
pid_t currentThreadNumber(void);

// Has the calling thread answer to `parkThread`, whatever signals it was started without.
void allowParking(void);

// Stops a thread of this process for good, if it runs code in one of the ranges right now; else
// it goes on undisturbed. One caller at a time. False also where no signal is free for this.
bool parkThread(pid_t thread, const CodeRange *ranges, int count);

#endif
