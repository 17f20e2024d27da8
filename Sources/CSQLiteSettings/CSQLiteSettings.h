// Settings of an SQLite connection, whose C function takes arguments of no fixed number or type,
// which Swift cannot call.
#pragma once

#include <sqlite3.h>

// What protects this process from a database of others: its schema runs nothing that could have
// effects, SQL cannot break the file's own structures, and no native code is loaded.
static inline int pyguest_harden(sqlite3 *_Nonnull database) {
  int statuses = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  statuses |= sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
  statuses |= sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)0);
  return statuses;
}

// Keeps a virtual table that is being connected from views and triggers, which may be anybody's.
static inline int pyguest_direct_only(sqlite3 *_Nonnull database) {
  return sqlite3_vtab_config(database, SQLITE_VTAB_DIRECTONLY);
}
