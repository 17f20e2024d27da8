// Scrypt's mixing of memory, of RFC 7914.
#ifndef PYTHON_GUEST_KDF_H
#define PYTHON_GUEST_KDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Mixes a block of 128 * r bytes with n others, a power of two; false where memory is short.
bool scrypt_mix(uint8_t *block, size_t r, size_t n);

#endif
