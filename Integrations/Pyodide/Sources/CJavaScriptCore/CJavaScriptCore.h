#ifndef CJAVASCRIPTCORE_H
#define CJAVASCRIPTCORE_H

#include <JavaScriptCore/JavaScript.h>
#include <glib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Exported by the library, but left out of its installed headers.
typedef bool (*JSShouldTerminateCallback)(JSContextRef context, void *data);
void JSContextGroupSetExecutionTimeLimit(
    JSContextGroupRef group, double seconds, JSShouldTerminateCallback callback, void *data);

// Linux's number of the calling thread, by which its priority is set.
static inline id_t currentThreadNumber(void) { return (id_t)syscall(SYS_gettid); }

// Lets a thread run only when no other wants to.
static inline void yieldToOthers(id_t thread) { setpriority(PRIO_PROCESS, thread, 19); }

#endif
