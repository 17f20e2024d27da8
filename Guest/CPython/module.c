// The built-in module `_pyguest`: what Guest/Library needs of C.

#include "shim.h"

#include "files.h"
#include "kdf.h"
#include "module.h"
#include "zones.h"

// MARK: Time zones

static PyObject *zone_file(PyObject *module, PyObject *name) {
  Py_ssize_t length = 0;
  const char *text = PyUnicode_Check(name) ? PyUnicode_AsUTF8AndSize(name, &length) : NULL;
  if (text == NULL) PyErr_Clear();
  bool is_whole = text && strlen(text) == (size_t)length;
  const struct zone *zone = is_whole ? zone_named(text) : NULL;
  if (zone == NULL) Py_RETURN_NONE;
  return PyBytes_FromStringAndSize((const char *)zone->file, (Py_ssize_t)zone->length);
}

static PyObject *all_zone_names(PyObject *module, PyObject *none) {
  PyObject *names = PyList_New((Py_ssize_t)zone_count);
  for (size_t i = 0; names && i < zone_count; i++) {
    PyObject *name = PyUnicode_FromString(zones[i].name);
    if (name) PyList_SET_ITEM(names, (Py_ssize_t)i, name);
    else Py_CLEAR(names);
  }
  return names;
}

static PyObject *local_zone(PyObject *module, PyObject *none) {
  struct zone_names names = local_zone_names();
  return Py_BuildValue(
      "(slzl)", names.standard, names.standard_offset, names.daylight, names.daylight_offset);
}

// MARK: Keys derived from passwords

static struct {
  PyObject *copy, *update, *digest;
} names;

// The digest of what a hash object has seen and `data`, in bytes.
static PyObject *digest_after(PyObject *start, PyObject *data) {
  PyObject *hash = PyObject_CallMethodNoArgs(start, names.copy);
  PyObject *done = hash ? PyObject_CallMethodOneArg(hash, names.update, data) : NULL;
  PyObject *digest = done ? PyObject_CallMethodNoArgs(hash, names.digest) : NULL;
  Py_XDECREF(done);
  Py_XDECREF(hash);
  if (digest && !PyBytes_Check(digest)) {
    PyErr_SetString(PyExc_TypeError, "a digest must be bytes");
    Py_CLEAR(digest);
  }
  return digest;
}

// The HMAC of `data`, of which the reference is taken, by hashes that have seen the key.
static PyObject *keyed_digest(PyObject *inner, PyObject *outer, PyObject *data) {
  PyObject *first = digest_after(inner, data);
  PyObject *second = first ? digest_after(outer, first) : NULL;
  Py_XDECREF(first);
  Py_DECREF(data);
  return second;
}

// One block of PBKDF2: `pbkdf2_block(inner, outer, salt and number, iterations)`.
static PyObject *pbkdf2_block(PyObject *module, PyObject *arguments) {
  PyObject *inner, *outer, *salt;
  Py_ssize_t iterations;
  if (!PyArg_ParseTuple(arguments, "OOSn", &inner, &outer, &salt, &iterations)) return NULL;
  PyObject *next = keyed_digest(inner, outer, Py_NewRef(salt));
  if (next == NULL) return NULL;
  Py_ssize_t size = PyBytes_GET_SIZE(next);
  PyObject *sum = PyBytes_FromStringAndSize(PyBytes_AS_STRING(next), size);
  while (sum && --iterations > 0) {
    next = keyed_digest(inner, outer, next);
    if (next == NULL || PyBytes_GET_SIZE(next) != size) {
      Py_CLEAR(sum);
      break;
    }
    for (Py_ssize_t i = 0; i < size; i++) PyBytes_AS_STRING(sum)[i] ^= PyBytes_AS_STRING(next)[i];
  }
  if (sum == NULL && !PyErr_Occurred())
    PyErr_SetString(PyExc_ValueError, "digests must be of one length");
  Py_XDECREF(next);
  return sum;
}

// `mix(block, r, n)`: a block of 128 * r bytes, mixed as scrypt does.
static PyObject *mix(PyObject *module, PyObject *arguments) {
  PyObject *block;
  Py_ssize_t r, n;
  if (!PyArg_ParseTuple(arguments, "Snn", &block, &r, &n)) return NULL;
  Py_ssize_t size = PyBytes_GET_SIZE(block);
  bool fits = r > 0 && size / 128 == r && size % 128 == 0 && n > 1 && (n & (n - 1)) == 0 &&
              n <= PY_SSIZE_T_MAX / size - 2;
  if (!fits) {
    PyErr_SetString(PyExc_ValueError, "the block is not one of 128 * r bytes");
    return NULL;
  }
  PyObject *mixed = PyBytes_FromStringAndSize(PyBytes_AS_STRING(block), size);
  if (mixed && !scrypt_mix((uint8_t *)PyBytes_AS_STRING(mixed), (size_t)r, (size_t)n)) {
    Py_DECREF(mixed);
    return PyErr_NoMemory();
  }
  return mixed;
}

// MARK: Files

// `add_file(root, path, owner, start, stored, count, checksum, deflated)`: a file of bytes that lie in
// `owner`, which is kept. The checksum is None where there is none. Answers with what came of it.
static PyObject *add_file(PyObject *module, PyObject *arguments) {
  PyObject *path, *owner, *checksum;
  int root, is_deflated;
  Py_ssize_t start, stored, count;
  if (!PyArg_ParseTuple(
          arguments, "iSSnnnOp", &root, &path, &owner, &start, &stored, &count, &checksum,
          &is_deflated))
    return NULL;
  Py_ssize_t size = PyBytes_GET_SIZE(owner);
  if (start < 0 || stored < 0 || count < 0 || start > size || stored > size - start ||
      (!is_deflated && stored != count)) {
    PyErr_SetString(PyExc_ValueError, "the file does not lie in its owner");
    return NULL;
  }
  bool is_checked = checksum != Py_None;
  struct file_content content = {
      .stored = (const uint8_t *)PyBytes_AS_STRING(owner) + start,
      .stored_count = (uint32_t)stored,
      .count = (uint32_t)count,
      .checksum = is_checked ? (uint32_t)PyLong_AsUnsignedLongMask(checksum) : 0,
      .is_deflated = is_deflated,
      .is_checked = is_checked,
  };
  if (PyErr_Occurred()) return NULL;
  const uint8_t *name = (const uint8_t *)PyBytes_AS_STRING(path);
  int added = files_add(root, name, (int32_t)PyBytes_GET_SIZE(path), content);
  if (added == FILE_ADDED) Py_INCREF(owner);
  return PyLong_FromLong(added);
}

// MARK: The module

static PyMethodDef methods[] = {
    {"zone_file", zone_file, METH_O, NULL},
    {"zone_names", all_zone_names, METH_NOARGS, NULL},
    {"local_zone", local_zone, METH_NOARGS, NULL},
    {"pbkdf2_block", pbkdf2_block, METH_VARARGS, NULL},
    {"mix", mix, METH_VARARGS, NULL},
    {"add_file", add_file, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "_pyguest", .m_size = -1, .m_methods = methods};

static PyObject *make_module(void) {
  names.copy = PyUnicode_InternFromString("copy");
  names.update = PyUnicode_InternFromString("update");
  names.digest = PyUnicode_InternFromString("digest");
  if (!names.copy || !names.update || !names.digest) return NULL;
  return PyModule_Create(&definition);
}

bool offer_own_module(void) { return PyImport_AppendInittab("_pyguest", make_module) == 0; }
