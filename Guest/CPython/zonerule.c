#include "zonerule.h"

#include <string.h>

enum { day_seconds = 86400 };

// MARK: Reading

struct reader {
  const char *next, *end;
};

static bool take(struct reader *reader, char c) {
  if (reader->next == reader->end || *reader->next != c) return false;
  reader->next++;
  return true;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_quotable(char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-'; }

// Letters, or what stands in angle brackets.
static bool read_name(struct reader *reader, char *name) {
  bool is_quoted = take(reader, '<');
  size_t length = 0;
  while (reader->next < reader->end &&
         (is_quoted ? is_quotable(*reader->next) : is_letter(*reader->next))) {
    if (length == zone_name_bytes - 1) return false;
    name[length++] = *reader->next++;
  }
  name[length] = 0;
  return length >= 3 && (!is_quoted || take(reader, '>'));
}

static bool read_number(struct reader *reader, int least, int most, int *number) {
  const char *start = reader->next;
  *number = 0;
  while (reader->next < reader->end && is_digit(*reader->next)) {
    *number = *number * 10 + (*reader->next++ - '0');
    if (*number > most) return false;
  }
  return reader->next > start && *number >= least;
}

// Hours, with minutes and seconds where they are given.
static bool read_time(struct reader *reader, int most_hours, long *seconds) {
  bool is_negative = take(reader, '-');
  if (!is_negative) take(reader, '+');
  int hours, minutes = 0, rest = 0;
  if (!read_number(reader, 0, most_hours, &hours)) return false;
  if (take(reader, ':')) {
    if (!read_number(reader, 0, 59, &minutes)) return false;
    if (take(reader, ':') && !read_number(reader, 0, 59, &rest)) return false;
  }
  *seconds = (hours * 60L + minutes) * 60 + rest;
  if (is_negative) *seconds = -*seconds;
  return true;
}

static bool read_day(struct reader *reader, struct yearly *when) {
  *when = (struct yearly){.seconds = 2 * 3600};
  if (take(reader, 'M')) {
    when->kind = DAY_OF_WEEK;
    if (!read_number(reader, 1, 12, &when->month) || !take(reader, '.') ||
        !read_number(reader, 1, 5, &when->week) || !take(reader, '.') ||
        !read_number(reader, 0, 6, &when->day))
      return false;
  } else {
    when->kind = take(reader, 'J') ? DAY_WITHOUT_LEAP : DAY_FROM_ZERO;
    int least = when->kind == DAY_WITHOUT_LEAP;
    if (!read_number(reader, least, 365, &when->day)) return false;
  }
  return !take(reader, '/') || read_time(reader, 167, &when->seconds);
}

bool zone_rule_read(struct zone_rule *rule, const char *text, size_t length) {
  struct reader reader = {text, text + length};
  *rule = (struct zone_rule){};
  if (!read_name(&reader, rule->standard) || !read_time(&reader, 24, &rule->standard_offset))
    return false;
  // The text says what to add to come to UTC.
  rule->standard_offset = rule->daylight_offset = -rule->standard_offset;
  if (reader.next == reader.end) return true;
  rule->has_daylight = true;
  if (!read_name(&reader, rule->daylight)) return false;
  rule->daylight_offset += 3600;
  if (reader.next < reader.end && *reader.next != ',') {
    if (!read_time(&reader, 24, &rule->daylight_offset)) return false;
    rule->daylight_offset = -rule->daylight_offset;
  }
  // Where no days are given, those of the United States are meant.
  static const char usual[] = ",M3.2.0,M11.1.0";
  if (reader.next == reader.end) reader = (struct reader){usual, usual + sizeof usual - 1};
  return take(&reader, ',') && read_day(&reader, &rule->start) && take(&reader, ',') &&
         read_day(&reader, &rule->end) && reader.next == reader.end;
}

// MARK: Counting

static bool is_leap(long long year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static long long floor_divide(long long number, long long divisor) {
  return number / divisor - (number % divisor < 0);
}

// Days from 1970 to the first of January.
static long long days_before(long long year) {
  long long past = year - 1;
  return (year - 1970) * 365 + floor_divide(past, 4) - floor_divide(past, 100) +
         floor_divide(past, 400) - 477;
}

static long long year_of(long long day) {
  long long year = 1970 + floor_divide(day * 400, 146097);
  while (days_before(year) > day) year--;
  while (days_before(year + 1) <= day) year++;
  return year;
}

// The seconds from 1970, by local clocks, at which the day's time comes in a year.
static long long moment(const struct yearly *when, long long year) {
  static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  long long day = days_before(year);
  if (when->kind == DAY_FROM_ZERO) {
    day += when->day;
  } else if (when->kind == DAY_WITHOUT_LEAP) {
    day += when->day - 1 + (is_leap(year) && when->day >= 60);
  } else {
    long long first = day + before[when->month - 1] + (is_leap(year) && when->month > 2);
    int length = before[when->month] - before[when->month - 1] + (is_leap(year) && when->month == 2);
    // 1970 began on a Thursday.
    long long weekday = ((first + 4) % 7 + 7) % 7;
    int offset = (int)((when->day - weekday + 7) % 7) + (when->week - 1) * 7;
    day = first + (offset >= length ? offset - 7 : offset);
  }
  return day * day_seconds + when->seconds;
}

bool zone_rule_is_daylight(const struct zone_rule *rule, long long time) {
  if (!rule->has_daylight) return false;
  long long year = year_of(floor_divide(time + rule->standard_offset, day_seconds));
  long long start = moment(&rule->start, year) - rule->standard_offset;
  long long end = moment(&rule->end, year) - rule->daylight_offset;
  return start < end ? start <= time && time < end : !(end <= time && time < start);
}
