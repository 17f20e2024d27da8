// Unpacking of files, by the zlib that CPython's module has inside.

#include "files.h"

// As zlib.h declares them: of zlib, CPython's object alone is kept.
struct stream {
  const uint8_t *next_in;
  unsigned available_in;
  unsigned long total_in;
  uint8_t *next_out;
  unsigned available_out;
  unsigned long total_out;
  const char *message;
  void *state, *allocate, *release, *opaque;
  int data_type;
  unsigned long adler, reserved;
};

int inflateInit2_(struct stream *stream, int window, const char *version, int size);
int inflate(struct stream *stream, int flush);
int inflateEnd(struct stream *stream);
unsigned long crc32_z(unsigned long start, const uint8_t *bytes, size_t count);

#define FINISH 4
#define STREAM_END 1
// Without a header in front.
#define RAW -15

bool has_checksum(const uint8_t *bytes, size_t count, uint32_t checksum) {
  return crc32_z(0, bytes ? bytes : (const uint8_t *)"", count) == checksum;
}

bool inflate_whole(
    const uint8_t *packed, size_t packed_count, uint8_t *target, size_t count, uint32_t checksum) {
  struct stream stream = {
      .next_in = packed, .available_in = packed_count, .next_out = target, .available_out = count};
  if (inflateInit2_(&stream, RAW, "1", sizeof stream) != 0) return false;
  int status = inflate(&stream, FINISH);
  bool is_whole = status == STREAM_END && stream.available_out == 0 && stream.available_in == 0;
  inflateEnd(&stream);
  return is_whole && has_checksum(target, count, checksum);
}
