// Local time by the variable TZ. wasi-libc takes every time for UTC; what is defined here takes the
// place of its own functions of these names, and so of all that C and Python base on them.

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "zonerule.h"
#include "zones.h"

// wasi-libc compares names with this address.
const char __utc[] = "UTC";

// MARK: The zone

// A kind of local time.
struct kind {
  long offset;
  bool is_daylight;
  const char *name;
};

// A file of zic's, of which the times before its rule are looked up in the file itself.
struct file {
  size_t count, kinds;
  const unsigned char *times, *indices, *infos, *names;
};

static struct {
  // The variable's value; empty at first, which is UTC.
  char text[256];
  struct file file;
  struct zone_rule rule;
} local = {.rule = {.standard = "UTC"}};

static long long big_endian(const unsigned char *bytes, int count) {
  long long number = (signed char)bytes[0];
  for (int i = 1; i < count; i++) number = number * 256 + bytes[i];
  return number;
}

enum { header_bytes = 44, counts_start = 20 };

static size_t header_count(const unsigned char *header, int index) {
  return (size_t)big_endian(header + counts_start + 4 * index, 4);
}

// The bytes of a header and its block, with times of so many bytes.
static size_t block_bytes(const unsigned char *header, size_t width) {
  enum { utc, standard, leap, times, kinds, names };
  return header_bytes + header_count(header, times) * (width + 1) + header_count(header, kinds) * 6 +
         header_count(header, names) + header_count(header, leap) * (width + 4) +
         header_count(header, standard) + header_count(header, utc);
}

// Files begin with a block of 32-bit times for old readers.
static bool use_file(const struct zone *zone) {
  const unsigned char *header = zone->file + block_bytes(zone->file, 4);
  const unsigned char *rule = header + block_bytes(header, 8) + 1;
  struct file file = {
      .count = header_count(header, 3), .kinds = header_count(header, 4),
      .times = header + header_bytes};
  file.indices = file.times + file.count * 8;
  file.infos = file.indices + file.count;
  file.names = file.infos + file.kinds * 6;
  size_t length = (size_t)(zone->file + zone->length - 1 - rule);
  local.file = file;
  return zone_rule_read(&local.rule, (const char *)rule, length);
}

const struct zone *zone_named(const char *name) {
  size_t low = 0, high = zone_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(name, zones[middle].name);
    if (order == 0) return &zones[middle];
    if (order < 0) high = middle; else low = middle + 1;
  }
  return NULL;
}

// Follows the variable where it has changed. What names no zone is UTC.
static void follow_environment(void) {
  const char *text = getenv("TZ");
  if (text == NULL || strlen(text) >= sizeof local.text) text = "";
  if (strcmp(text, local.text) == 0) return;
  strcpy(local.text, text);
  local.file = (struct file){};
  if (*text == ':') text++;
  const struct zone *zone = zone_named(text);
  if (zone ? use_file(zone) : zone_rule_read(&local.rule, text, strlen(text))) return;
  local.file = (struct file){};
  local.rule = (struct zone_rule){.standard = "UTC"};
}

// MARK: Kinds of local time

static struct kind rule_kind(bool is_daylight) {
  const struct zone_rule *rule = &local.rule;
  if (is_daylight) return (struct kind){rule->daylight_offset, true, rule->daylight};
  return (struct kind){rule->standard_offset, false, rule->standard};
}

static struct kind file_kind(size_t index) {
  const unsigned char *info = local.file.infos + index * 6;
  return (struct kind){
      (long)big_endian(info, 4), info[4] != 0, (const char *)local.file.names + info[5]};
}

static struct kind kind_after(size_t transition) { return file_kind(local.file.indices[transition]); }

// The number of the file's transitions up to a time.
static size_t transitions_until(long long time) {
  size_t low = 0, high = local.file.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (big_endian(local.file.times + middle * 8, 8) <= time) low = middle + 1; else high = middle;
  }
  return low;
}

static struct kind kind_at(long long time) {
  size_t past = transitions_until(time);
  // After the last transition, and in a file without, the rule holds.
  if (past == local.file.count) return rule_kind(zone_rule_is_daylight(&local.rule, time));
  return past == 0 ? file_kind(0) : kind_after(past - 1);
}

// The kind by which clocks show a local time. What they show twice is taken for the first; what they
// skip is told by the clocks of before.
static struct kind kind_at_local(long long time) {
  // No zone is further from UTC.
  enum { most_offset = 25 * 3600 };
  struct kind before = kind_at(time - most_offset), after = kind_at(time + most_offset);
  if (kind_at(time - before.offset).offset == before.offset) return before;
  return kind_at(time - after.offset).offset == after.offset ? after : before;
}

// The offset of the kind near a time that is daylight saving time where `kind` is not, or is not
// where `kind` is; that of `kind` where there is none.
static long opposite_offset(long long time, struct kind kind) {
  size_t past = transitions_until(time);
  for (size_t other = past < 2 ? 0 : past - 2; other <= past && other < local.file.count; other++)
    if (kind_after(other).is_daylight != kind.is_daylight) return kind_after(other).offset;
  if (past < local.file.count || !local.rule.has_daylight) return kind.offset;
  return rule_kind(!kind.is_daylight).offset;
}

// MARK: What the C library asks

// The kind of time that clocks show so many seconds after 1970, which are local where `is_local`.
void __secs_to_zone(
    long long time, int is_local, int *is_daylight, long *offset, long *opposite,
    const char **name) {
  follow_environment();
  struct kind kind = is_local ? kind_at_local(time) : kind_at(time);
  *is_daylight = kind.is_daylight;
  *offset = kind.offset;
  if (opposite) *opposite = opposite_offset(is_local ? time - kind.offset : time, kind);
  *name = kind.name;
}

const char *__tm_to_tzname(const struct tm *tm) {
  if (tm->__tm_zone) return tm->__tm_zone;
  follow_environment();
  return rule_kind(local.rule.has_daylight && tm->tm_isdst > 0).name;
}

struct zone_names local_zone_names(void) {
  follow_environment();
  const struct zone_rule *rule = &local.rule;
  return (struct zone_names){
      rule->standard, rule->standard_offset, rule->has_daylight ? rule->daylight : NULL,
      rule->daylight_offset};
}
