// CPython's C API as Swift can see it: macros and tricky signatures become
// functions here, and nothing else.
#ifndef PYTHON_GUEST_CPYTHON_H
#define PYTHON_GUEST_CPYTHON_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <datetime.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

#pragma clang assume_nonnull begin

// A reference that may be missing: then a Python exception is set.
typedef PyObject *_Nullable PyReference;

static inline void python_retain(PyObject *object) { Py_INCREF(object); }
static inline void python_release(PyObject *object) { Py_DECREF(object); }
static inline Py_ssize_t python_reference_count(PyObject *object) { return Py_REFCNT(object); }
static inline PyObject *python_none(void) { return Py_None; }
static inline PyObject *python_true(void) { return Py_True; }
static inline PyObject *python_false(void) { return Py_False; }
static inline int python_error_is(PyObject *kind) { return PyErr_ExceptionMatches(kind); }
static inline PyObject *python_memory_error(void) { return PyExc_MemoryError; }
static inline PyObject *python_type_error(void) { return PyExc_TypeError; }

static inline int python_is_int(PyObject *object) { return PyLong_CheckExact(object); }
static inline int python_is_int_subtype(PyObject *object) { return PyLong_Check(object); }
static inline int python_is_bool(PyObject *object) { return PyBool_Check(object); }
static inline int python_is_float(PyObject *object) { return PyFloat_CheckExact(object); }
static inline int python_is_float_subtype(PyObject *object) { return PyFloat_Check(object); }
static inline int python_is_str(PyObject *object) { return PyUnicode_Check(object); }
static inline int python_is_bytes(PyObject *object) { return PyBytes_Check(object); }
static inline double python_float_value(PyObject *object) { return PyFloat_AS_DOUBLE(object); }

// An int's digits. The most that 64 bits need is three of 30 bits.
static inline uint32_t python_int_tag(PyObject *object) {
  return ((PyLongObject *)object)->long_value.lv_tag;
}
static inline uint32_t *_Nonnull python_int_digits(PyObject *object) {
  return ((PyLongObject *)object)->long_value.ob_digit;
}
static inline void python_set_int_tag(PyObject *object, uint32_t tag) {
  ((PyLongObject *)object)->long_value.lv_tag = tag;
}
static inline PyReference python_new_int(Py_ssize_t digits) { return (PyReference)_PyLong_New(digits); }
static inline int python_is_of_type(PyObject *object, PyObject *type) {
  return Py_IS_TYPE(object, (PyTypeObject *)type);
}
// The value of an int that is not negative; -1, with an exception set, where 64 bits hold none.
static inline uint64_t python_unsigned(PyObject *object) { return PyLong_AsUnsignedLongLong(object); }
static inline void python_set_float(PyObject *object, double value) {
  ((PyFloatObject *)object)->ob_fval = value;
}

static inline int python_is_ascii(PyObject *text) { return PyUnicode_IS_COMPACT_ASCII(text); }
static inline Py_ssize_t python_text_length(PyObject *text) { return PyUnicode_GET_LENGTH(text); }
static inline void *python_ascii_bytes(PyObject *text) { return PyUnicode_DATA(text); }
// An exact str in one block with its characters, that no table of interned names holds.
static inline int python_is_plain_ascii(PyObject *object) {
  return PyUnicode_CheckExact(object) && PyUnicode_IS_COMPACT_ASCII(object) &&
         !PyUnicode_CHECK_INTERNED(object);
}
// Whether CPython's allocator, which counts in steps of 8 bytes up to 512 where pointers have 4,
// gives ASCII texts of both lengths blocks of one size.
static inline int python_ascii_blocks_match(Py_ssize_t first, Py_ssize_t second) {
  return (sizeof(PyASCIIObject) + first) / 8 == (sizeof(PyASCIIObject) + second) / 8 &&
         second < 256;
}
// Makes a str one of another length, whose hash is not known; its characters are to be written.
static inline void python_set_ascii_length(PyObject *text, Py_ssize_t length) {
  PyASCIIObject *ascii = (PyASCIIObject *)text;
  ascii->length = length;
  ascii->hash = -1;
  ((char *)(ascii + 1))[length] = 0;
}
static inline Py_ssize_t python_bytes_length(PyObject *bytes) { return PyBytes_GET_SIZE(bytes); }
static inline char *python_bytes_start(PyObject *bytes) { return PyBytes_AS_STRING(bytes); }

// An instance of a class or of one derived from it, whatever the class itself says.
static inline int python_is_instance(PyObject *object, PyObject *type) {
  return PyType_Check(type) && PyObject_TypeCheck(object, (PyTypeObject *)type);
}
// An instance of a class as `object.__new__` makes it.
static inline PyReference python_new_instance(PyObject *type) {
  return PyType_GenericAlloc((PyTypeObject *)type, 0);
}
static inline int python_is_dict(PyObject *object) { return PyDict_Check(object); }
static inline int python_is_any_list(PyObject *object) { return PyList_Check(object); }
static inline int python_is_any_tuple(PyObject *object) { return PyTuple_Check(object); }
static inline void python_set_tuple_item(PyObject *tuple, Py_ssize_t index, PyObject *item) {
  PyTuple_SET_ITEM(tuple, index, item);
}
static inline int python_is_list(PyObject *object) { return PyList_CheckExact(object); }
static inline Py_ssize_t python_list_count(PyObject *list) { return PyList_GET_SIZE(list); }
static inline PyReference *_Nonnull python_list_items(PyObject *list) {
  return ((PyListObject *)list)->ob_item;
}
// Where a list says how many items it has.
static inline Py_ssize_t *_Nonnull python_list_size(PyObject *list) {
  return &((PyVarObject *)list)->ob_size;
}
// Shortens or lengthens a list within its allocation.
static inline void python_set_list_count(PyObject *list, Py_ssize_t count) {
  Py_SET_SIZE(list, count);
}
static inline int python_is_tuple_type(PyObject *type) { return type == (PyObject *)&PyTuple_Type; }
static inline int python_is_tuple(PyObject *object) { return PyTuple_CheckExact(object); }
static inline PyReference python_tuple_item(PyObject *tuple, Py_ssize_t index) {
  return PyTuple_GET_ITEM(tuple, index);
}
static inline Py_ssize_t python_tuple_count(PyObject *tuple) { return PyTuple_GET_SIZE(tuple); }
static inline PyReference python_call(
    PyObject *callable, const PyReference *_Nonnull arguments, size_t count) {
  return PyObject_Vectorcall(callable, arguments, count, NULL);
}

// A Decimal's number: `words` of nine digits each, the least significant first, times ten to the
// power of `exponent`; not finite where `isSpecial`. Words stand as long as the object does.
struct python_decimal {
  const uint32_t *words;
  Py_ssize_t count;
  Py_ssize_t exponent;
  int isNegative;
  int isSpecial;
};
struct python_decimal python_decimal_parts(PyObject *decimal);
// Puts such a number, of at most four words, into a Decimal that nobody else holds.
void python_set_decimal(
    PyObject *decimal, const uint32_t *words, Py_ssize_t count, Py_ssize_t exponent, int isNegative);
// Whether Decimals are laid out as these functions take them to be.
int python_knows_decimals(PyObject *decimal_type);

// The date and time classes, behind a table that must be imported once.
static inline int python_import_datetime(void) {
  PyDateTime_IMPORT;
  return PyDateTimeAPI != NULL;
}
static inline PyReference python_date(int year, int month, int day) {
  return PyDate_FromDate(year, month, day);
}
static inline PyReference python_time(int hour, int minute, int second, int microsecond) {
  return PyTime_FromTime(hour, minute, second, microsecond);
}
static inline PyReference python_datetime(
    int year, int month, int day, int hour, int minute, int second, int microsecond) {
  return PyDateTime_FromDateAndTime(year, month, day, hour, minute, second, microsecond);
}
static inline PyReference python_zoned_datetime(
    int year, int month, int day, int hour, int minute, int second, int microsecond,
    PyObject *zone) {
  return PyDateTimeAPI->DateTime_FromDateAndTime(
      year, month, day, hour, minute, second, microsecond, zone, PyDateTimeAPI->DateTimeType);
}
static inline PyObject *_Nonnull python_utc(void) { return PyDateTime_TimeZone_UTC; }
static inline PyObject *_Nonnull python_datetime_type(void) {
  return (PyObject *)PyDateTimeAPI->DateTimeType;
}
static inline PyObject *_Nonnull python_zone(PyObject *time) {
  return PyDateTime_DATE_GET_TZINFO(time);
}
// Calls a method by its name, with an argument.
static inline PyReference python_call_method(
    PyObject *name, PyObject *object, PyObject *argument) {
  PyObject *arguments[] = {object, argument};
  return PyObject_VectorcallMethod(name, arguments, 2, NULL);
}
static inline PyReference python_timedelta(int days, int seconds, int microseconds) {
  return PyDelta_FromDSU(days, seconds, microseconds);
}
static inline int python_is_date(PyObject *object) { return PyDate_Check(object); }
static inline int python_is_time(PyObject *object) { return PyTime_Check(object); }
static inline int python_is_datetime(PyObject *object) { return PyDateTime_Check(object); }
static inline int python_is_timedelta(PyObject *object) { return PyDelta_Check(object); }
// Of a time or a datetime.
static inline int python_has_zone(PyObject *object) {
  return ((PyDateTime_Time *)object)->hastzinfo;
}
static inline int python_year(PyObject *date) { return PyDateTime_GET_YEAR(date); }
static inline int python_month(PyObject *date) { return PyDateTime_GET_MONTH(date); }
static inline int python_day(PyObject *date) { return PyDateTime_GET_DAY(date); }
static inline int64_t python_time_microseconds(PyObject *time) {
  int64_t minutes = PyDateTime_TIME_GET_HOUR(time) * 60 + PyDateTime_TIME_GET_MINUTE(time);
  return (minutes * 60 + PyDateTime_TIME_GET_SECOND(time)) * 1000000 +
         PyDateTime_TIME_GET_MICROSECOND(time);
}
static inline int64_t python_datetime_microseconds(PyObject *time) {
  int64_t minutes = PyDateTime_DATE_GET_HOUR(time) * 60 + PyDateTime_DATE_GET_MINUTE(time);
  return (minutes * 60 + PyDateTime_DATE_GET_SECOND(time)) * 1000000 +
         PyDateTime_DATE_GET_MICROSECOND(time);
}
static inline int python_timedelta_days(PyObject *delta) { return PyDateTime_DELTA_GET_DAYS(delta); }
static inline int python_timedelta_seconds(PyObject *delta) {
  return PyDateTime_DELTA_GET_SECONDS(delta);
}
static inline int python_timedelta_microseconds(PyObject *delta) {
  return PyDateTime_DELTA_GET_MICROSECONDS(delta);
}

// The position of a list's iterator, which is where a loop over the list stands.
Py_ssize_t *python_iterator_position(PyObject *iterator);
static inline int python_is_list_iterator(PyObject *object) {
  return Py_IS_TYPE(object, &PyListIter_Type);
}
static inline void python_untrack(PyObject *object) { PyObject_GC_UnTrack(object); }

// Whether the exception that is set is a MemoryError of the allocator's own, which has no message.
static inline int python_is_allocation_error(PyObject *error) {
  return Py_IS_TYPE(error, (PyTypeObject *)PyExc_MemoryError) &&
         PyTuple_GET_SIZE(((PyBaseExceptionObject *)error)->args) == 0;
}

// The Python stack, innermost frame first: the number of frames in all, then for each of the first
// and last its line's number and, each behind its length, file, function and line as UTF-8. It
// stands until the next call. `lines` are those of the source called `file`.
const char *python_stack(PyObject *_Nullable file, PyObject *_Nullable lines, uint32_t *length);

// Two numbers, and behind its length the name of a value's type. It stands until the next call.
const char *python_typed_value(uint32_t kind, uint32_t row, PyObject *value, uint32_t *length);

// The byte in which the host sets these bits to have Python stop at its next check, and what Python
// then calls, once: 0 where it cannot.
#define PYTHON_INTERRUPTION_BITS 4
void *python_interruption_flag(void);
int python_await_interruption(int (*call)(void *_Nullable));

// Deep recursion in C must end in RecursionError before it ends the stack.
static inline void python_limit_native_recursion(int depth) {
  PyThreadState_Get()->c_recursion_remaining = depth;
}

// Whether UTF-8 does not hold a str, and whether no float holds an int. Neither allocates.
int python_has_surrogates(PyObject *text);
int python_exceeds_float(PyObject *number);

// Starts an isolated interpreter that looks for no file, reads no environment,
// and writes each print at once. Returns NULL, or what went wrong.
const char *_Nullable python_start(void);

#pragma clang assume_nonnull end

#endif
