#include "dissectors/date.h"

enum { MINUTE_S = 60, DAY_S = 86400 };

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(const struct date *date)
{
    static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[date->month - 1] + (date->month == 2 && is_leap(date->year));
}

static bool is_date(const struct date *t)
{
    bool in_year = t->year >= 1970 && t->year <= 2105 && t->month >= 1 && t->month <= 12;
    return in_year && t->day >= 1 && t->day <= days_of(t) && t->hour < 24 && t->minute < 60 &&
           t->second <= 60;
}

bool date_seconds(const struct date *date, int64_t *s)
{
    static const uint16_t before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    if (!is_date(date))
        return false;
    int64_t past = date->year - 1;                                           /* years gone by */
    int64_t days = past * 365 + past / 4 - past / 100 + past / 400 - 719162; /* up to 1970 */
    days += before[date->month - 1] + (date->month > 2 && is_leap(date->year)) + date->day - 1;
    int seconds = (date->hour * 60 + date->minute) * 60 + date->second;
    *s = days * DAY_S + seconds;
    return true;
}

/* ---- as text ---- */

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* A number of at most `most` digits; UINT16_MAX, which is no part of a date: there is none. */
static uint16_t take_number(struct cursor *c, size_t most)
{
    uint16_t value = 0;
    size_t n = 0;
    for (; n < most && cursor_left(c) > 0 && is_digit(*c->at); n++)
        value = (uint16_t)(value * 10 + take_u8(c) - '0');
    return n > 0 ? value : UINT16_MAX;
}

static uint8_t month_of(struct bytes word)
{
    static const char *const names[12] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    for (size_t i = 0; i < 12; i++)
        if (bytes_equal_text(word, names[i]))
            return (uint8_t)(i + 1);
    return 0;
}

/* RFC 5322 section 4.3: what two digits mean. */
static uint16_t year_of(uint16_t said)
{
    if (said < 50)
        return (uint16_t)(said + 2000);
    return said < 1000 ? (uint16_t)(said + 1900) : said;
}

static uint8_t small(uint16_t n)
{
    return n < UINT8_MAX ? (uint8_t)n : UINT8_MAX;
}

/* "08:49:37", "08:49" */
static bool take_time(struct bytes word, struct date *date)
{
    struct cursor c = cursor_over(word);
    date->hour = small(take_number(&c, 2));
    bool ok = take_if(&c, ':');
    date->minute = small(take_number(&c, 2));
    date->second = 0;
    if (take_if(&c, ':'))
        date->second = small(take_number(&c, 2));
    return ok && cursor_left(&c) == 0;
}

/* How far the zone is ahead of UTC. */
static bool read_zone(struct bytes zone, int64_t *ahead_s)
{
    struct cursor c = cursor_over(zone);
    *ahead_s = 0;
    if (bytes_equal_text(zone, "GMT") || bytes_equal_text(zone, "UTC") ||
        bytes_equal_text(zone, "UT") || bytes_equal_text(zone, "Z"))
        return true;
    bool behind = take_if(&c, '-');
    if (!behind && !take_if(&c, '+'))
        return false;
    uint16_t hours = take_number(&c, 2), minutes = take_number(&c, 2);
    int s = (hours * 60 + minutes) * 60;
    *ahead_s = behind ? -s : s;
    return hours <= 14 && minutes < 60 && cursor_left(&c) == 0;
}

static bool read_day(struct bytes day, struct bytes month, struct bytes year, struct date *date)
{
    struct cursor day_c = cursor_over(day), year_c = cursor_over(year);
    date->day = small(take_number(&day_c, 2));
    date->month = month_of(month);
    date->year = year_of(take_number(&year_c, 4));
    return cursor_left(&day_c) == 0 && cursor_left(&year_c) == 0;
}

static bool read_words(struct bytes text, bool month_first, int64_t *s)
{
    struct date date;
    int64_t ahead_s = 0;
    const uint8_t *comma = text.n > 0 ? memchr(text.p, ',', text.n) : NULL;
    if (comma != NULL)
        text = bytes_after(text, (size_t)(comma + 1 - text.p));
    struct cursor c = cursor_over(bytes_trim(text));
    struct bytes first = take_word(&c), second = take_word(&c), year = take_word(&c);
    struct bytes day = month_first ? second : first, month = month_first ? first : second;
    if (!read_day(day, month, year, &date) || !take_time(take_word(&c), &date) ||
        !read_zone(take_word(&c), &ahead_s) || !date_seconds(&date, s))
        return false;
    *s -= ahead_s;
    return true;
}

bool date_read(struct bytes text, int64_t *s)
{
    return read_words(text, false, s);
}

/* "Sun Nov  6 08:49:37 1994", the form of C's asctime(). */
static bool read_asctime(struct bytes text, int64_t *s)
{
    struct date date;
    struct cursor c = cursor_over(bytes_trim(text));
    struct bytes name = take_word(&c), month = take_word(&c), day = take_word(&c);
    struct bytes time = take_word(&c), year = take_word(&c);
    bool whole = name.n == 3 && year.n == 4 && cursor_left(&c) == 0;
    return whole && read_day(day, month, year, &date) && take_time(time, &date) &&
           date_seconds(&date, s);
}

bool date_read_http(struct bytes text, int64_t *s)
{
    return date_read(text, s) || read_asctime(text, s) || read_words(text, true, s);
}

/* ---- held against the packet's time ---- */

int32_t date_ahead_ms(const struct dissection *d, int64_t s)
{
    return clock_off_ms(s * 1000 - (int64_t)(d->packet->time_ns / 1000000));
}

bool date_is_due(const struct dissection *d, uint32_t *told_s)
{
    uint32_t now_s = (uint32_t)(d->packet->time_ns / 1000000000);
    uint32_t since_s = now_s > *told_s ? now_s - *told_s : *told_s - now_s;
    if (*told_s != 0 && since_s < MINUTE_S)
        return false;
    *told_s = now_s;
    return true;
}

void date_tell(struct dissection *d, const char *source, int64_t s)
{
    observe(d,
            (struct observation){
                .kind = OBS_CLOCK,
                .clock = { .source = source, .ahead_ms = date_ahead_ms(d, s), .coarse_ms = 1000 },
            });
}

void date_tell_answered(struct dissection *d, struct bytes field, uint32_t *told_s)
{
    int64_t s = 0;
    if (date_read_http(field, &s) && date_is_due(d, told_s))
        date_tell(d, "date", s);
}
