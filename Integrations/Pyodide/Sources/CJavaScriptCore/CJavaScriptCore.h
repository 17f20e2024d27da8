#ifndef CJAVASCRIPTCORE_H
#define CJAVASCRIPTCORE_H

#include <JavaScriptCore/JavaScript.h>
#include <glib.h>

// Exported by the library, but left out of its installed headers.
typedef bool (*JSShouldTerminateCallback)(JSContextRef context, void *data);
void JSContextGroupSetExecutionTimeLimit(
    JSContextGroupRef group, double seconds, JSShouldTerminateCallback callback, void *data);

#endif
