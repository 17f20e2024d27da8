// Decimals from inside: CPython has no C API for them. The layout is that of the one version that
// the guest is built from, and `python_knows_decimals` looks whether it is.
#include "shim.h"

// libmpdec's mpd_t on a machine of 32 bits: words hold nine decimal digits each.
struct number {
  uint8_t flags;
  Py_ssize_t exponent;
  Py_ssize_t digits;
  Py_ssize_t length;
  Py_ssize_t capacity;
  uint32_t *words;
};

// CPython's PyDecObject.
struct decimal {
  PyObject head;
  Py_hash_t hash;
  struct number number;
  uint32_t own_words[4];
};

#define NEGATIVE 0x01
#define SPECIAL 0x0e
#define OWN_WORDS 4

struct python_decimal python_decimal_parts(PyObject *object) {
  const struct number *number = &((struct decimal *)object)->number;
  return (struct python_decimal){
      number->words, number->length, number->exponent, number->flags & NEGATIVE,
      (number->flags & SPECIAL) != 0};
}

static Py_ssize_t digits_of(uint32_t word) {
  Py_ssize_t digits = 1;
  for (; word >= 10; word /= 10) digits++;
  return digits;
}

void python_set_decimal(
    PyObject *object, const uint32_t *words, Py_ssize_t count, Py_ssize_t exponent,
    int isNegative) {
  struct decimal *decimal = (struct decimal *)object;
  if (count < 1 || count > OWN_WORDS || decimal->number.capacity < count) return;
  memcpy(decimal->number.words, words, count * sizeof *words);
  decimal->hash = -1;
  decimal->number.flags = (decimal->number.flags & ~(NEGATIVE | SPECIAL)) | (isNegative ? NEGATIVE : 0);
  decimal->number.exponent = exponent;
  decimal->number.length = count;
  decimal->number.digits = (count - 1) * 9 + digits_of(words[count - 1]);
}

int python_knows_decimals(PyObject *type) {
  if (((PyTypeObject *)type)->tp_basicsize != sizeof(struct decimal)) return 0;
  PyObject *known = PyObject_CallFunction(type, "s", "-123456789012345.67");
  if (known == NULL) return 0;
  struct python_decimal parts = python_decimal_parts(known);
  // 12345678901234567 in words of nine digits.
  int isKnown = parts.count == 2 && parts.words[0] == 901234567 && parts.words[1] == 12345678 &&
                parts.exponent == -2 && parts.isNegative && !parts.isSpecial;
  PyObject *made = isKnown ? PyObject_CallNoArgs(type) : NULL;
  if (made) {
    python_set_decimal(made, parts.words, parts.count, parts.exponent, parts.isNegative);
    isKnown = PyObject_RichCompareBool(made, known, Py_EQ) == 1;
    Py_DECREF(made);
  }
  Py_DECREF(known);
  return made != NULL && isKnown;
}
