#include "module.h"
#include "shim.h"

// Where the frozen standard library says it lies; nothing is ever opened there.
#define PREFIX L"/"
#define LIBRARY L"/lib/python3.13"

static PyStatus set_paths(PyConfig *config) {
  struct {
    wchar_t **field;
    const wchar_t *value;
  } paths[] = {
      {&config->program_name, L"python"},  {&config->executable, L""},
      {&config->base_executable, L""},     {&config->prefix, PREFIX},
      {&config->base_prefix, PREFIX},      {&config->exec_prefix, PREFIX},
      {&config->base_exec_prefix, PREFIX}, {&config->stdlib_dir, LIBRARY},
      {&config->platlibdir, L"lib"},
  };
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    PyStatus status = PyConfig_SetString(config, paths[i].field, paths[i].value);
    if (PyStatus_Exception(status)) return status;
  }
  return PyStatus_Ok();
}

const char *python_start(void) {
  if (!offer_own_module()) return "no memory for the list of modules";
  PyPreConfig before;
  PyPreConfig_InitIsolatedConfig(&before);
  before.utf8_mode = 1;
  PyStatus status = Py_PreInitialize(&before);
  if (PyStatus_Exception(status)) return status.err_msg;

  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  config.use_hash_seed = 1;  // the snapshot would share any seed, so the image stays reproducible
  config.hash_seed = 0;
  config.site_import = 0;
  config.buffered_stdio = 0;
  config.write_bytecode = 0;
  config.pathconfig_warnings = 0;
  config.module_search_paths_set = 1;
  config.use_frozen_modules = 1;
  status = set_paths(&config);
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  return PyStatus_Exception(status) ? status.err_msg : NULL;
}
