// The built-in module `_pyguest`.
#ifndef PYTHON_GUEST_MODULE_H
#define PYTHON_GUEST_MODULE_H

#include <stdbool.h>

// Makes the module importable; before Python starts.
bool offer_own_module(void);

#endif
