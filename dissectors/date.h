/* Dates as HTTP and mail write them: RFC 9110 section 5.6.7 (IMF-fixdate), RFC 5322 section 3.3;
 * and days counted from 1970. What they say of a sender's clock: guide item 2.7. */
#pragma once

#include "dissectors/dissector.h"

struct date {
    uint16_t year; /* 1970 to 2105 */
    uint8_t month; /* 1 to 12 */
    uint8_t day;
    uint8_t hour;
    uint8_t minute;
    uint8_t second; /* up to 60 */
};

/* Seconds since 1970 of a date in UTC; false: there is no such date. */
bool date_seconds(const struct date *date, int64_t *s);

/* "Sun, 06 Nov 1994 08:49:37 GMT", "6 Nov 94 08:49 +0100"; a zone that is not known is none, so
 * false. */
bool date_read(struct bytes text, int64_t *s);

/* The same; and "Sun Nov  6 08:49:37 1994" (RFC 9110 section 5.6.7), as the web server GoAhead of
 * many cameras has it: that is meant as UTC; and "Sun, Nov 06 1994 08:49:37 GMT", as the RTSP
 * server of LIVE555 has it. */
bool date_read_http(struct bytes text, int64_t *s);

/* By how much a clock that shows s is ahead of the packet's time, in ms; ends at +-2^31. */
int32_t date_ahead_ms(const struct dissection *d, int64_t s);

/* Once a minute is enough of one source on one conversation: whether it is time to tell it again;
 * if so, it is told now. *told_s is 0 at first. */
bool date_is_due(const struct dissection *d, uint32_t *told_s);

/* Says that the speaker's clock shows s, which `source` (a constant) tells in whole seconds. */
void date_tell(struct dissection *d, const char *source, int64_t s);

/* Likewise of an answer's Date (RFC 9110 section 6.6.1, RFC 2326 section 12.18), if it is one and
 * is due. Only for what the speaker wrote itself: no proxy, no cache. */
void date_tell_answered(struct dissection *d, struct bytes field, uint32_t *told_s);
