// Arrow's C Data Interface, written down from its specification:
// https://arrow.apache.org/docs/format/CDataInterface.html
#pragma once

#include <stdint.h>

// Headers of other Arrow libraries look at the same guard, so that each struct is declared once.
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  // The type of an array.
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;

  // NULL in a struct that was released or moved.
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  // The rows of an array.
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;

  // NULL in a struct that was released or moved.
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif
