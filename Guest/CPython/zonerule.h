// What a text such as CET-1CEST,M3.5.0,M10.5.0/3 says of a zone, in the form of POSIX.
#ifndef PYTHON_GUEST_ZONERULE_H
#define PYTHON_GUEST_ZONERULE_H

#include <stdbool.h>
#include <stddef.h>

enum { zone_name_bytes = 16 };

// When a day comes in every year, and the seconds from its start.
struct yearly {
  enum { DAY_WITHOUT_LEAP, DAY_FROM_ZERO, DAY_OF_WEEK } kind;
  int month, week, day;
  long seconds;
};

struct zone_rule {
  char standard[zone_name_bytes], daylight[zone_name_bytes];
  // Seconds east of UTC.
  long standard_offset, daylight_offset;
  // Whether there is daylight saving time, and between which days.
  bool has_daylight;
  struct yearly start, end;
};

// Reads a text of that length; false where it is not of the form.
bool zone_rule_read(struct zone_rule *rule, const char *text, size_t length);

// Whether daylight saving time holds so many seconds after 1970.
bool zone_rule_is_daylight(const struct zone_rule *rule, long long time);

#endif
