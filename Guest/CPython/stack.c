// What an instance that was ended in the midst of something can still tell: nothing here
// allocates, calls Python or changes an object.
#define Py_BUILD_CORE 1
#include "shim.h"

#include <float.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <internal/pycore_frame.h>
#include <internal/pycore_list.h>
#include <internal/pycore_long.h>
#pragma clang diagnostic pop

// Frames that are told from either end of a deep stack.
#define ENDS 24
// A loop in the chain of frames must not become one here.
#define MOST_FRAMES 100000
#define MOST_NAME 200
#define MOST_LINE 200

static char room[32768];
static size_t filled;

static void put(const void *bytes, size_t count) {
  if (count > sizeof room - filled) return;
  memcpy(room + filled, bytes, count);
  filled += count;
}

static void put_number(uint32_t number) { put(&number, sizeof number); }

static size_t encode(uint32_t character, char *target) {
  if (character < 0x80) {
    target[0] = character;
    return 1;
  }
  if (character < 0x800) {
    target[0] = 0xc0 | character >> 6;
    target[1] = 0x80 | (character & 0x3f);
    return 2;
  }
  if (character >= 0xd800 && character < 0xe000) character = 0xfffd;
  if (character < 0x10000) {
    target[0] = 0xe0 | character >> 12;
    target[1] = 0x80 | (character >> 6 & 0x3f);
    target[2] = 0x80 | (character & 0x3f);
    return 3;
  }
  target[0] = 0xf0 | character >> 18;
  target[1] = 0x80 | (character >> 12 & 0x3f);
  target[2] = 0x80 | (character >> 6 & 0x3f);
  target[3] = 0x80 | (character & 0x3f);
  return 4;
}

// A str as UTF-8 behind its length, cut after so many characters; empty for anything else.
static void put_text(PyObject *_Nullable text, Py_ssize_t start, Py_ssize_t most) {
  char bytes[4 * (MOST_NAME > MOST_LINE ? MOST_NAME : MOST_LINE)];
  size_t count = 0;
  if (text && PyUnicode_Check(text)) {
    Py_ssize_t end = PyUnicode_GET_LENGTH(text);
    if (end - start > most) end = start + most;
    for (Py_ssize_t i = start; i < end; i++) {
      count += encode(PyUnicode_READ_CHAR(text, i), bytes + count);
    }
  }
  put_number(count);
  put(bytes, count);
}

static int is_same_text(PyObject *one, PyObject *other) {
  if (one == other) return 1;
  Py_ssize_t length = PyUnicode_GET_LENGTH(one);
  if (length != PyUnicode_GET_LENGTH(other) || PyUnicode_KIND(one) != PyUnicode_KIND(other)) return 0;
  return memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other), length * PyUnicode_KIND(one)) == 0;
}

// Whether a str begins with an ASCII text.
static int begins_with(PyObject *text, const char *start) {
  Py_ssize_t length = strlen(start);
  if (PyUnicode_GET_LENGTH(text) < length) return 0;
  for (Py_ssize_t i = 0; i < length; i++) {
    if (PyUnicode_READ_CHAR(text, i) != (Py_UCS4)start[i]) return 0;
  }
  return 1;
}

static PyCodeObject *_Nullable code_of(_PyInterpreterFrame *frame) {
  if (frame->owner == FRAME_OWNED_BY_CSTACK || _PyFrame_IsIncomplete(frame)) return NULL;
  PyObject *code = frame->f_executable;
  return code && PyCode_Check(code) ? (PyCodeObject *)code : NULL;
}

// Whether a frame is one that the program's author should see.
static int is_told(PyCodeObject *_Nullable code) {
  PyObject *file = code ? code->co_filename : NULL;
  return file && PyUnicode_Check(file) && !begins_with(file, "<pyguest>") &&
         !begins_with(file, "/lib/python3.13/pyguest/") && !begins_with(file, "<frozen ");
}

// A line of the loaded source without what it is indented by.
static void put_line(PyCodeObject *code, int number, PyObject *_Nullable file, PyObject *_Nullable lines) {
  PyObject *line = NULL;
  if (file && lines && number > 0 && PyUnicode_Check(file) && PyList_CheckExact(lines) &&
      number <= PyList_GET_SIZE(lines) && is_same_text(code->co_filename, file)) {
    line = PyList_GET_ITEM(lines, number - 1);
  }
  Py_ssize_t start = 0;
  if (line && PyUnicode_Check(line)) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(line);
    while (start < length && PyUnicode_READ_CHAR(line, start) <= ' ') start++;
  }
  put_text(line, start, MOST_LINE);
}

static void put_frame(_PyInterpreterFrame *frame, PyCodeObject *code, PyObject *_Nullable file, PyObject *_Nullable lines) {
  int line = PyUnstable_InterpreterFrame_GetLine(frame);
  put_number(line > 0 ? line : 0);
  put_text(code->co_filename, 0, MOST_NAME);
  put_text(code->co_name, 0, MOST_NAME);
  put_line(code, line, file, lines);
}

const char *python_stack(PyObject *_Nullable file, PyObject *_Nullable lines, uint32_t *length) {
  filled = 0;
  // The present thread state is none while a system call waits.
  PyThreadState *thread = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
  _PyInterpreterFrame *innermost = thread ? thread->current_frame : NULL;
  uint32_t count = 0, steps = 0;
  for (_PyInterpreterFrame *f = innermost; f && steps < MOST_FRAMES; f = f->previous, steps++) {
    if (is_told(code_of(f))) count++;
  }
  put_number(count);
  uint32_t position = 0;
  steps = 0;
  for (_PyInterpreterFrame *f = innermost; f && steps < MOST_FRAMES; f = f->previous, steps++) {
    PyCodeObject *code = code_of(f);
    if (!is_told(code)) continue;
    if (position < ENDS || position + ENDS >= count) put_frame(f, code, file, lines);
    position++;
  }
  *length = filled;
  return room;
}

const char *python_typed_value(uint32_t kind, uint32_t row, PyObject *value, uint32_t *length) {
  filled = 0;
  put_number(kind);
  put_number(row);
  const char *name = Py_TYPE(value)->tp_name;
  size_t count = 0;
  while (name[count] && count < MOST_NAME) count++;
  put_number(count);
  put(name, count);
  *length = filled;
  return room;
}

int python_has_surrogates(PyObject *text) {
  if (PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND) return 0;
  Py_ssize_t length = PyUnicode_GET_LENGTH(text);
  for (Py_ssize_t i = 0; i < length; i++) {
    if (Py_UNICODE_IS_SURROGATE(PyUnicode_READ_CHAR(text, i))) return 1;
  }
  return 0;
}

int python_exceeds_float(PyObject *number) {
  Py_ssize_t exponent = 0;
  _PyLong_Frexp((PyLongObject *)number, &exponent);
  return exponent > DBL_MAX_EXP;
}

Py_ssize_t *python_iterator_position(PyObject *iterator) {
  return &((_PyListIterObject *)iterator)->it_index;
}
