// The part of wasmtime's C interface that this package uses, for wasmtime 50.0.1.
//
// Layouts and signatures must equal the library's own: only the pinned version
// may be linked. Types without fields are opaque and used by pointer alone.
#ifndef CWASMTIME_H
#define CWASMTIME_H

// Lies where pkg-config's file for the pinned version says: found exactly if that is.
#if !__has_include(<python_guest_wasmtime.h>)
#error "wasmtime-50.0.1 was not found by pkg-config. In a checkout of Python Guest run ./just debug; \
elsewhere, or with a PKG_CONFIG_PATH of your own, add dist/lib/pkgconfig of a checkout to it, which \
./just release makes."
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// MARK: Opaque types

typedef struct wasi_config_t wasi_config_t;
typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_exporttype_t wasm_exporttype_t;
typedef struct wasm_externtype_t wasm_externtype_t;
typedef struct wasm_frame_t wasm_frame_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_importtype_t wasm_importtype_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasmtime_caller wasmtime_caller_t;
typedef struct wasmtime_component_export_index_t wasmtime_component_export_index_t;
typedef struct wasmtime_component_func_type_t wasmtime_component_func_type_t;
typedef struct wasmtime_component_linker_instance_t wasmtime_component_linker_instance_t;
typedef struct wasmtime_component_linker_t wasmtime_component_linker_t;
typedef struct wasmtime_component_t wasmtime_component_t;
typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_instance_pre wasmtime_instance_pre_t;
typedef struct wasmtime_linker wasmtime_linker_t;
typedef struct wasmtime_module wasmtime_module_t;
typedef struct wasmtime_pooling_allocation_config_t wasmtime_pooling_allocation_config_t;
typedef struct wasmtime_sharedmemory wasmtime_sharedmemory_t;
typedef struct wasmtime_store wasmtime_store_t;

// MARK: Vectors, owned by whoever receives them unless said otherwise

typedef struct wasm_byte_vec_t {
  size_t size;
  uint8_t *_Nullable data;
} wasm_byte_vec_t;
typedef wasm_byte_vec_t wasm_name_t;
typedef wasm_byte_vec_t wasm_message_t;

typedef struct wasm_valtype_vec_t {
  size_t size;
  wasm_valtype_t *_Nonnull *_Nullable data;
} wasm_valtype_vec_t;

typedef struct wasm_importtype_vec_t {
  size_t size;
  wasm_importtype_t *_Nonnull *_Nullable data;
} wasm_importtype_vec_t;

typedef struct wasm_exporttype_vec_t {
  size_t size;
  wasm_exporttype_t *_Nonnull *_Nullable data;
} wasm_exporttype_vec_t;

typedef struct wasm_frame_vec_t {
  size_t size;
  wasm_frame_t *_Nonnull *_Nullable data;
} wasm_frame_vec_t;

void wasm_byte_vec_delete(wasm_byte_vec_t *);
void wasm_valtype_vec_new(wasm_valtype_vec_t *out, size_t,
                          wasm_valtype_t *_Nonnull const *_Nullable);
void wasm_importtype_vec_delete(wasm_importtype_vec_t *);
void wasm_exporttype_vec_delete(wasm_exporttype_vec_t *);
void wasm_frame_vec_delete(wasm_frame_vec_t *);

// MARK: Types of values and of what modules import and export

typedef uint8_t wasm_valkind_t;
enum {
  WASM_I32 = 0,
  WASM_I64 = 1,
  WASM_F32 = 2,
  WASM_F64 = 3,
  WASM_V128 = 4,
  WASM_EXTERNREF = 128,
  WASM_FUNCREF = 129,
};

typedef uint8_t wasm_externkind_t;
enum {
  WASM_EXTERN_FUNC = 0,
  WASM_EXTERN_GLOBAL = 1,
  WASM_EXTERN_TABLE = 2,
  WASM_EXTERN_MEMORY = 3,
  WASM_EXTERN_TAG = 4,
};

wasm_valtype_t *wasm_valtype_new(wasm_valkind_t);
wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t *);

// Takes ownership of both vectors.
wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *params, wasm_valtype_vec_t *results);
void wasm_functype_delete(wasm_functype_t *);
const wasm_valtype_vec_t *wasm_functype_params(const wasm_functype_t *);
const wasm_valtype_vec_t *wasm_functype_results(const wasm_functype_t *);

wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *);
const wasm_functype_t *_Nullable wasm_externtype_as_functype_const(const wasm_externtype_t *);

const wasm_name_t *wasm_importtype_module(const wasm_importtype_t *);
const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *);
const wasm_externtype_t *wasm_importtype_type(const wasm_importtype_t *);
const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *);
const wasm_externtype_t *wasm_exporttype_type(const wasm_exporttype_t *);

// MARK: Errors and traps

wasmtime_error_t *wasmtime_error_new(const char *message);
wasmtime_error_t *wasmtime_error_new(const char *message);
void wasmtime_error_delete(wasmtime_error_t *);
void wasmtime_error_message(const wasmtime_error_t *, wasm_name_t *message);
bool wasmtime_error_exit_status(const wasmtime_error_t *, int *status);
void wasmtime_error_wasm_trace(const wasmtime_error_t *, wasm_frame_vec_t *out);

typedef uint8_t wasmtime_trap_code_t;
wasm_trap_t *wasmtime_trap_new(const char *_Nullable msg, size_t msg_len);
bool wasmtime_trap_code(const wasm_trap_t *, wasmtime_trap_code_t *code);
void wasm_trap_delete(wasm_trap_t *);
void wasm_trap_message(const wasm_trap_t *, wasm_message_t *out);
void wasm_trap_trace(const wasm_trap_t *, wasm_frame_vec_t *out);

uint32_t wasm_frame_func_index(const wasm_frame_t *);
size_t wasm_frame_module_offset(const wasm_frame_t *);
const wasm_name_t *_Nullable wasmtime_frame_func_name(const wasm_frame_t *);

// MARK: Configuration

wasm_config_t *wasm_config_new(void);

typedef uint8_t wasmtime_opt_level_t;
enum {
  WASMTIME_OPT_LEVEL_NONE = 0,
  WASMTIME_OPT_LEVEL_SPEED = 1,
  WASMTIME_OPT_LEVEL_SPEED_AND_SIZE = 2,
};

typedef uint8_t wasmtime_profiling_strategy_t;
enum {
  WASMTIME_PROFILING_STRATEGY_NONE = 0,
  WASMTIME_PROFILING_STRATEGY_JITDUMP = 1,
  WASMTIME_PROFILING_STRATEGY_VTUNE = 2,
  WASMTIME_PROFILING_STRATEGY_PERFMAP = 3,
};

void wasmtime_config_async_stack_size_set(wasm_config_t *, size_t);
void wasmtime_config_concurrency_support_set(wasm_config_t *, bool);
void wasmtime_config_cranelift_opt_level_set(wasm_config_t *, wasmtime_opt_level_t);
void wasmtime_config_debug_info_set(wasm_config_t *, bool);
void wasmtime_config_epoch_interruption_set(wasm_config_t *, bool);
void wasmtime_config_gc_support_set(wasm_config_t *, bool);
void wasmtime_config_max_wasm_stack_set(wasm_config_t *, size_t);
void wasmtime_config_memory_guard_size_set(wasm_config_t *, uint64_t);
void wasmtime_config_memory_init_cow_set(wasm_config_t *, bool);
void wasmtime_config_memory_reservation_set(wasm_config_t *, uint64_t);
void wasmtime_config_native_unwind_info_set(wasm_config_t *, bool);
void wasmtime_config_parallel_compilation_set(wasm_config_t *, bool);
void wasmtime_config_profiler_set(wasm_config_t *, wasmtime_profiling_strategy_t);
void wasmtime_config_shared_memory_set(wasm_config_t *, bool);
void wasmtime_config_wasm_bulk_memory_set(wasm_config_t *, bool);
void wasmtime_config_wasm_component_model_set(wasm_config_t *, bool);
void wasmtime_config_wasm_custom_page_sizes_set(wasm_config_t *, bool);
void wasmtime_config_wasm_exceptions_set(wasm_config_t *, bool);
void wasmtime_config_wasm_function_references_set(wasm_config_t *, bool);
void wasmtime_config_wasm_gc_set(wasm_config_t *, bool);
void wasmtime_config_wasm_memory64_set(wasm_config_t *, bool);
void wasmtime_config_wasm_multi_memory_set(wasm_config_t *, bool);
void wasmtime_config_wasm_multi_value_set(wasm_config_t *, bool);
void wasmtime_config_wasm_reference_types_set(wasm_config_t *, bool);
void wasmtime_config_wasm_relaxed_simd_set(wasm_config_t *, bool);
void wasmtime_config_wasm_simd_set(wasm_config_t *, bool);
void wasmtime_config_wasm_stack_switching_set(wasm_config_t *, bool);
void wasmtime_config_wasm_tail_call_set(wasm_config_t *, bool);
void wasmtime_config_wasm_threads_set(wasm_config_t *, bool);
void wasmtime_config_wasm_wide_arithmetic_set(wasm_config_t *, bool);

wasmtime_pooling_allocation_config_t *wasmtime_pooling_allocation_config_new(void);
void wasmtime_pooling_allocation_config_delete(wasmtime_pooling_allocation_config_t *);
void wasmtime_pooling_allocation_config_max_unused_warm_slots_set(
    wasmtime_pooling_allocation_config_t *, uint32_t);
void wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(
    wasmtime_pooling_allocation_config_t *, size_t);
void wasmtime_pooling_allocation_config_table_keep_resident_set(
    wasmtime_pooling_allocation_config_t *, size_t);
void wasmtime_pooling_allocation_config_total_core_instances_set(
    wasmtime_pooling_allocation_config_t *, uint32_t);
void wasmtime_pooling_allocation_config_total_memories_set(
    wasmtime_pooling_allocation_config_t *, uint32_t);
void wasmtime_pooling_allocation_config_total_tables_set(
    wasmtime_pooling_allocation_config_t *, uint32_t);
void wasmtime_pooling_allocation_config_max_core_instance_size_set(
    wasmtime_pooling_allocation_config_t *, size_t);
void wasmtime_pooling_allocation_config_max_memory_size_set(
    wasmtime_pooling_allocation_config_t *, size_t);
void wasmtime_pooling_allocation_config_table_elements_set(
    wasmtime_pooling_allocation_config_t *, size_t);
// Copies the pooling settings.
void wasmtime_pooling_allocation_strategy_set(wasm_config_t *,
                                              const wasmtime_pooling_allocation_config_t *);

// MARK: Engine

// Takes ownership of the configuration and aborts the process when it is invalid.
wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *);
void wasm_engine_delete(wasm_engine_t *);
void wasmtime_engine_increment_epoch(wasm_engine_t *);

// MARK: Module

wasmtime_error_t *_Nullable wasmtime_module_new(wasm_engine_t *, const uint8_t *_Nullable wasm,
                                                size_t wasm_len,
                                                wasmtime_module_t *_Nullable *_Nonnull ret);
wasmtime_error_t *_Nullable wasmtime_module_serialize(wasmtime_module_t *, wasm_byte_vec_t *ret);
wasmtime_error_t *_Nullable wasmtime_module_deserialize(
    wasm_engine_t *, const uint8_t *_Nullable bytes, size_t bytes_len,
    wasmtime_module_t *_Nullable *_Nonnull ret);
wasmtime_error_t *_Nullable wasmtime_module_deserialize_file(
    wasm_engine_t *, const char *path, wasmtime_module_t *_Nullable *_Nonnull ret);
void wasmtime_module_imports(const wasmtime_module_t *, wasm_importtype_vec_t *out);
void wasmtime_module_exports(const wasmtime_module_t *, wasm_exporttype_vec_t *out);
void wasmtime_module_delete(wasmtime_module_t *);
void wasmtime_module_image_range(
    const wasmtime_module_t *, void *_Nullable *_Nonnull start, void *_Nullable *_Nonnull end);

wasmtime_error_t *_Nullable wasmtime_wat2wasm(const char *_Nullable wat, size_t wat_len,
                                              wasm_byte_vec_t *ret);

// MARK: Store

// The finalizer releases the data when the store is deleted.
wasmtime_store_t *wasmtime_store_new(wasm_engine_t *, void *_Nullable data,
                                     void (*_Nullable finalizer)(void *_Nullable));
void wasmtime_store_delete(wasmtime_store_t *);
// The context lives as long as its store and never moves.
wasmtime_context_t *wasmtime_store_context(wasmtime_store_t *);
// A negative value keeps the default.
void wasmtime_store_limiter(wasmtime_store_t *, int64_t memory_size, int64_t table_elements,
                            int64_t instances, int64_t tables, int64_t memories);
void *_Nullable wasmtime_context_get_data(const wasmtime_context_t *);
typedef uint8_t wasmtime_update_deadline_kind_t;
enum {
  WASMTIME_UPDATE_DEADLINE_CONTINUE = 0,
  WASMTIME_UPDATE_DEADLINE_YIELD = 1,
};

// Called at the deadline. Returns null to go on, or an error that ends the call.
typedef wasmtime_error_t *_Nullable (*wasmtime_epoch_deadline_callback_t)(
    wasmtime_context_t *_Nullable, void *_Nullable data, uint64_t *_Nullable epoch_deadline_delta,
    wasmtime_update_deadline_kind_t *_Nullable update_kind);
void wasmtime_store_epoch_deadline_callback(wasmtime_store_t *, wasmtime_epoch_deadline_callback_t,
                                            void *_Nullable data,
                                            void (*_Nullable finalizer)(void *_Nullable));
void wasmtime_context_set_epoch_deadline(wasmtime_context_t *, uint64_t ticks_beyond_current);

// MARK: WASI

// Texts are copied. False where one is not UTF-8, or a folder cannot be opened.
wasi_config_t *wasi_config_new(void);
void wasi_config_delete(wasi_config_t *);
bool wasi_config_set_argv(wasi_config_t *, size_t argc,
                          const char *_Nullable const *_Nullable argv);
bool wasi_config_set_env(wasi_config_t *, size_t envc,
                         const char *_Nullable const *_Nullable names,
                         const char *_Nullable const *_Nullable values);
bool wasi_config_preopen_dir(wasi_config_t *, const char *host_path, const char *guest_path,
                             bool fs_mutable);
// Takes ownership of the configuration.
wasmtime_error_t *_Nullable wasmtime_context_set_wasi(wasmtime_context_t *, wasi_config_t *);

// MARK: What an instance exports; plain values that belong to a store

typedef struct wasmtime_func {
  uint64_t store_id;
  void *_Nullable __private;
} wasmtime_func_t;

typedef struct wasmtime_table {
  struct {
    uint64_t store_id;
    uint32_t __private1;
  };
  uint32_t __private2;
} wasmtime_table_t;

typedef struct wasmtime_memory {
  struct {
    uint64_t store_id;
    uint32_t __private1;
  };
  uint32_t __private2;
} wasmtime_memory_t;

typedef struct wasmtime_global {
  uint64_t store_id;
  uint32_t __private1;
  uint32_t __private2;
  uint32_t __private3;
} wasmtime_global_t;

typedef struct wasmtime_tag {
  struct {
    uint64_t store_id;
    uint32_t __private1;
  };
  uint32_t __private2;
} wasmtime_tag_t;

typedef uint8_t wasmtime_extern_kind_t;
enum {
  WASMTIME_EXTERN_FUNC = 0,
  WASMTIME_EXTERN_GLOBAL = 1,
  WASMTIME_EXTERN_TABLE = 2,
  WASMTIME_EXTERN_MEMORY = 3,
  WASMTIME_EXTERN_SHAREDMEMORY = 4,
  WASMTIME_EXTERN_TAG = 5,
};

typedef union wasmtime_extern_union {
  wasmtime_func_t func;
  wasmtime_global_t global;
  wasmtime_table_t table;
  wasmtime_memory_t memory;
  wasmtime_sharedmemory_t *_Nullable sharedmemory;
  wasmtime_tag_t tag;
} wasmtime_extern_union_t;

typedef struct wasmtime_extern {
  wasmtime_extern_kind_t kind;
  wasmtime_extern_union_t of;
} wasmtime_extern_t;

typedef struct wasmtime_instance {
  uint64_t store_id;
  size_t __private;
} wasmtime_instance_t;

void wasmtime_extern_delete(wasmtime_extern_t *);

// MARK: Functions

// A value without its kind. Every field is little-endian.
typedef union wasmtime_val_raw {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  uint8_t v128[16];
  uint32_t anyref;
  uint32_t externref;
  uint32_t exnref;
  void *_Nullable funcref;
} wasmtime_val_raw_t;

// Returns null, or a trap whose ownership passes to wasmtime.
typedef wasm_trap_t *_Nullable (*wasmtime_func_unchecked_callback_t)(
    void *_Nullable env, wasmtime_caller_t *_Nullable caller,
    wasmtime_val_raw_t *_Nullable args_and_results, size_t num_args_and_results);

wasm_functype_t *wasmtime_func_type(const wasmtime_context_t *, const wasmtime_func_t *);
wasmtime_error_t *_Nullable wasmtime_func_call_unchecked(
    wasmtime_context_t *, const wasmtime_func_t *,
    wasmtime_val_raw_t *_Nullable args_and_results, size_t args_and_results_len,
    wasm_trap_t *_Nullable *_Nonnull trap);

wasmtime_context_t *wasmtime_caller_context(wasmtime_caller_t *);
bool wasmtime_caller_export_get(wasmtime_caller_t *, const char *_Nullable name, size_t name_len,
                                wasmtime_extern_t *item);

// MARK: Memory

uint8_t *_Nullable wasmtime_memory_data(const wasmtime_context_t *, const wasmtime_memory_t *);
size_t wasmtime_memory_data_size(const wasmtime_context_t *, const wasmtime_memory_t *);
wasmtime_error_t *_Nullable wasmtime_memory_grow(wasmtime_context_t *, const wasmtime_memory_t *,
                                                 uint64_t delta, uint64_t *prev_size);

// MARK: Linker and instances

wasmtime_linker_t *wasmtime_linker_new(wasm_engine_t *);
void wasmtime_linker_delete(wasmtime_linker_t *);
// The finalizer releases the data when neither linker nor instance needs it, or on failure.
wasmtime_error_t *_Nullable wasmtime_linker_define_func_unchecked(
    wasmtime_linker_t *, const char *_Nullable module, size_t module_len,
    const char *_Nullable name, size_t name_len, const wasm_functype_t *,
    wasmtime_func_unchecked_callback_t, void *_Nullable data,
    void (*_Nullable finalizer)(void *_Nullable));
void wasmtime_linker_allow_shadowing(wasmtime_linker_t *, bool allow_shadowing);
// Defines all of wasi_snapshot_preview1; stores need a WASI configuration before it is called.
wasmtime_error_t *_Nullable wasmtime_linker_define_wasi(wasmtime_linker_t *);
// Copies the item, which belongs to the store.
wasmtime_error_t *_Nullable wasmtime_linker_define(
    wasmtime_linker_t *, wasmtime_context_t *, const char *_Nullable module, size_t module_len,
    const char *_Nullable name, size_t name_len, const wasmtime_extern_t *item);
wasmtime_error_t *_Nullable wasmtime_linker_instantiate(
    const wasmtime_linker_t *, wasmtime_context_t *, const wasmtime_module_t *,
    wasmtime_instance_t *instance, wasm_trap_t *_Nullable *_Nonnull trap);
wasmtime_error_t *_Nullable wasmtime_linker_instantiate_pre(
    const wasmtime_linker_t *, const wasmtime_module_t *,
    wasmtime_instance_pre_t *_Nullable *_Nonnull instance_pre);

wasmtime_error_t *_Nullable wasmtime_instance_pre_instantiate(
    const wasmtime_instance_pre_t *, wasmtime_context_t *, wasmtime_instance_t *instance,
    wasm_trap_t *_Nullable *_Nonnull trap);
void wasmtime_instance_pre_delete(wasmtime_instance_pre_t *);
bool wasmtime_instance_export_get(wasmtime_context_t *, const wasmtime_instance_t *,
                                  const char *_Nullable name, size_t name_len,
                                  wasmtime_extern_t *item);

// MARK: Components

wasmtime_error_t *_Nullable wasmtime_component_new(
    const wasm_engine_t *, const uint8_t *_Nullable bytes, size_t count,
    wasmtime_component_t *_Nullable *_Nonnull ret);
wasmtime_error_t *_Nullable wasmtime_component_serialize(const wasmtime_component_t *,
                                                         wasm_byte_vec_t *ret);
wasmtime_error_t *_Nullable wasmtime_component_deserialize_file(
    const wasm_engine_t *, const char *path, wasmtime_component_t *_Nullable *_Nonnull ret);
void wasmtime_component_delete(wasmtime_component_t *);
wasmtime_component_export_index_t *_Nullable wasmtime_component_get_export_index(
    const wasmtime_component_t *, const wasmtime_component_export_index_t *_Nullable instance,
    const char *_Nullable name, size_t name_len);
void wasmtime_component_export_index_delete(wasmtime_component_export_index_t *);

// MARK: Values of components

typedef uint8_t wasmtime_component_valkind_t;
typedef uint8_t wasmtime_component_valtype_kind_t;
enum {
  WASMTIME_COMPONENT_U32 = 6,
  WASMTIME_COMPONENT_STRING = 12,
};
enum {
  WASMTIME_COMPONENT_VALTYPE_U32 = 7,
  WASMTIME_COMPONENT_VALTYPE_STRING = 12,
};

typedef union wasmtime_component_valunion {
  uint32_t u32;
  wasm_name_t string;
  uint64_t largest[3];
} wasmtime_component_valunion_t;

typedef struct wasmtime_component_val {
  wasmtime_component_valkind_t kind;
  wasmtime_component_valunion_t of;
} wasmtime_component_val_t;

typedef struct wasmtime_component_valtype_t {
  wasmtime_component_valtype_kind_t kind;
  void *_Nullable of;
} wasmtime_component_valtype_t;

void wasmtime_component_val_delete(wasmtime_component_val_t *);
void wasmtime_component_valtype_delete(wasmtime_component_valtype_t *);

void wasmtime_component_func_type_delete(wasmtime_component_func_type_t *);
size_t wasmtime_component_func_type_param_count(const wasmtime_component_func_type_t *);
// The name stays the type's own; the type becomes the caller's.
bool wasmtime_component_func_type_param_nth(const wasmtime_component_func_type_t *, size_t nth,
                                            const char *_Nullable *_Nonnull name,
                                            size_t *name_len,
                                            wasmtime_component_valtype_t *type);
bool wasmtime_component_func_type_result(const wasmtime_component_func_type_t *,
                                         wasmtime_component_valtype_t *type);

// MARK: Linker and instances of components

typedef struct wasmtime_component_instance {
  uint64_t store_id;
  uint32_t __private;
} wasmtime_component_instance_t;

typedef struct wasmtime_component_func {
  struct {
    uint64_t store_id;
    uint32_t __private1;
  };
  uint32_t __private2;
  void *_Nullable __private3;
} wasmtime_component_func_t;

// Borrows the arguments; writes results over what was there, and they become the host's.
typedef wasmtime_error_t *_Nullable (*wasmtime_component_func_callback_t)(
    void *_Nullable data, wasmtime_context_t *_Nullable,
    const wasmtime_component_func_type_t *_Nullable,
    wasmtime_component_val_t *_Nullable args, size_t args_len,
    wasmtime_component_val_t *_Nullable results, size_t results_len);

wasmtime_component_linker_t *wasmtime_component_linker_new(const wasm_engine_t *);
void wasmtime_component_linker_delete(wasmtime_component_linker_t *);
wasmtime_component_linker_instance_t *wasmtime_component_linker_root(
    wasmtime_component_linker_t *);
void wasmtime_component_linker_instance_delete(wasmtime_component_linker_instance_t *);
wasmtime_error_t *_Nullable wasmtime_component_linker_instance_add_func(
    wasmtime_component_linker_instance_t *, const char *_Nullable name, size_t name_len,
    wasmtime_component_func_callback_t, void *_Nullable data,
    void (*_Nullable finalizer)(void *_Nullable));
wasmtime_error_t *_Nullable wasmtime_component_linker_add_wasip2(wasmtime_component_linker_t *);
wasmtime_error_t *_Nullable wasmtime_component_linker_instantiate(
    const wasmtime_component_linker_t *, wasmtime_context_t *, const wasmtime_component_t *,
    wasmtime_component_instance_t *);
bool wasmtime_component_instance_get_func(const wasmtime_component_instance_t *,
                                          wasmtime_context_t *,
                                          const wasmtime_component_export_index_t *,
                                          wasmtime_component_func_t *);
wasmtime_component_func_type_t *wasmtime_component_func_type(const wasmtime_component_func_t *,
                                                             wasmtime_context_t *);
wasmtime_error_t *_Nullable wasmtime_component_func_call(
    const wasmtime_component_func_t *, wasmtime_context_t *,
    const wasmtime_component_val_t *_Nullable args, size_t args_size,
    wasmtime_component_val_t *_Nullable results, size_t results_size);

// MARK: Layouts that the library relies on

_Static_assert(sizeof(wasmtime_func_t) == 16, "function");
_Static_assert(sizeof(wasmtime_memory_t) == 24, "memory");
_Static_assert(sizeof(wasmtime_table_t) == 24, "table");
_Static_assert(sizeof(wasmtime_global_t) == 24, "global");
_Static_assert(sizeof(wasmtime_tag_t) == 24, "tag");
_Static_assert(sizeof(wasmtime_extern_t) == 32, "extern");
_Static_assert(offsetof(wasmtime_extern_t, of) == 8, "extern");
_Static_assert(sizeof(wasmtime_instance_t) == 16, "instance");
_Static_assert(sizeof(wasmtime_val_raw_t) == 16, "raw value");
_Static_assert(_Alignof(wasmtime_val_raw_t) == 8, "raw value");
_Static_assert(sizeof(wasmtime_component_val_t) == 32, "component value");
_Static_assert(offsetof(wasmtime_component_val_t, of) == 8, "component value");
_Static_assert(sizeof(wasmtime_component_valtype_t) == 16, "type of a component value");
_Static_assert(sizeof(wasmtime_component_instance_t) == 16, "component instance");
_Static_assert(sizeof(wasmtime_component_func_t) == 32, "component function");

#pragma clang assume_nonnull end

#endif
