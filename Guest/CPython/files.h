// The files in guest memory: what Swift's table of them and the module `_pyguest` share.
#ifndef PYTHON_GUEST_FILES_H
#define PYTHON_GUEST_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Unpacks raw deflated bytes; false where they are not `count` bytes of that checksum.
bool inflate_whole(
    const uint8_t *_Nullable packed, size_t packed_count, uint8_t *_Nonnull target, size_t count,
    uint32_t checksum);

// Whether bytes have that checksum.
bool has_checksum(const uint8_t *_Nullable bytes, size_t count, uint32_t checksum);

// Bytes that stay where they are as long as the guest lives, and what they are unpacked to.
struct file_content {
  const uint8_t *_Nullable stored;
  uint32_t stored_count;
  uint32_t count;
  uint32_t checksum;
  bool is_deflated;
  // Whether the checksum is known.
  bool is_checked;
};

enum file_added { FILE_ADDED, FILE_EXISTS, FILE_IS_FOLDER, FOLDER_IS_FILE, FILE_UNNAMED };

// Adds a file to one of the folders that are open from the start, with the folders on its way.
// Implemented in Swift.
int32_t files_add(
    int32_t root, const uint8_t *_Nonnull path, int32_t length, struct file_content content);

#endif
