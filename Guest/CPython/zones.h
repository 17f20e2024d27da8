// The time zones of the IANA database, in the order of their names.
#ifndef PYTHON_GUEST_ZONES_H
#define PYTHON_GUEST_ZONES_H

#include <stddef.h>

struct zone {
  const char *name;
  // A file of zic's, as RFC 9636 describes it, of version 2 or later.
  const unsigned char *file;
  size_t length;
};

extern const struct zone zones[];
extern const size_t zone_count;

// The zone of that name, or NULL.
const struct zone *zone_named(const char *name);

// The names and offsets east of UTC that hold in the zone of the variable TZ from now on.
struct zone_names {
  const char *standard;
  long standard_offset;
  // Where there is no daylight saving time, NULL and the same offset.
  const char *daylight;
  long daylight_offset;
};

struct zone_names local_zone_names(void);

#endif
