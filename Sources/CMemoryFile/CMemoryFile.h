// Files without a name, in memory: what glibc declares for GNU sources alone, which Swift's
// module of it is not. The numbers are Linux's own and the same on all machines.
#pragma once

#ifdef __linux__
int memfd_create(const char *_Nonnull name, unsigned int flags);

enum {
  MEMORY_FILE_CLOSE_ON_EXEC = 0x1,
  MEMORY_FILE_ALLOW_SEALING = 0x2,
  MEMORY_FILE_NEVER_EXECUTABLE = 0x8,
};

enum {
  MEMORY_FILE_ADD_SEALS = 1033,
  // Seals themselves, shrinking, growing, and writing from now on: to refuse all writing would
  // fail now and then, while the system moves a page.
  MEMORY_FILE_SEALS = 0x1 | 0x2 | 0x4 | 0x10,
};
#endif
