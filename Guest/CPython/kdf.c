#include "kdf.h"

#include <stdlib.h>
#include <string.h>

enum { salsa_words = 16 };

static uint32_t rotate(uint32_t word, int bits) { return word << bits | word >> (32 - bits); }

static void quarter(uint32_t *x, int a, int b, int c, int d) {
  x[b] ^= rotate(x[a] + x[d], 7);
  x[c] ^= rotate(x[b] + x[a], 9);
  x[d] ^= rotate(x[c] + x[b], 13);
  x[a] ^= rotate(x[d] + x[c], 18);
}

// Salsa20/8 of the words.
static void salsa(uint32_t words[salsa_words]) {
  uint32_t x[salsa_words];
  memcpy(x, words, sizeof x);
  for (int round = 0; round < 8; round += 2) {
    quarter(x, 0, 4, 8, 12);
    quarter(x, 5, 9, 13, 1);
    quarter(x, 10, 14, 2, 6);
    quarter(x, 15, 3, 7, 11);
    quarter(x, 0, 1, 2, 3);
    quarter(x, 5, 6, 7, 4);
    quarter(x, 10, 11, 8, 9);
    quarter(x, 15, 12, 13, 14);
  }
  for (int i = 0; i < salsa_words; i++) words[i] += x[i];
}

// Mixes 2 * r pieces of 64 bytes into `mixed`, the even ones first.
static void mix_block(const uint32_t *block, uint32_t *mixed, size_t r) {
  uint32_t last[salsa_words];
  memcpy(last, block + (2 * r - 1) * salsa_words, sizeof last);
  for (size_t i = 0; i < 2 * r; i++) {
    for (int j = 0; j < salsa_words; j++) last[j] ^= block[i * salsa_words + j];
    salsa(last);
    memcpy(mixed + (i / 2 + (i & 1) * r) * salsa_words, last, sizeof last);
  }
}

bool scrypt_mix(uint8_t *block, size_t r, size_t n) {
  size_t words = 32 * r, bytes = 128 * r;
  // The caller has checked that the product fits.
  uint32_t *room = malloc((n + 2) * bytes);
  if (room == NULL) return false;
  uint32_t *x = room + n * words, *y = x + words;
  // WebAssembly's order of bytes is the one of the standard.
  memcpy(x, block, bytes);
  for (size_t i = 0; i < n; i++) {
    memcpy(room + i * words, x, bytes);
    mix_block(room + i * words, x, r);
  }
  for (size_t i = 0; i < n; i++) {
    const uint32_t *other = room + (x[(2 * r - 1) * salsa_words] & (n - 1)) * words;
    for (size_t j = 0; j < words; j++) y[j] = x[j] ^ other[j];
    mix_block(y, x, r);
  }
  memcpy(block, x, bytes);
  free(room);
  return true;
}
