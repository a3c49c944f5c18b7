/* Writing HTML, so that nothing that came over the wire can become markup. */
#pragma once

#include <stdint.h>
#include <stdio.h>

enum { HTML_TIME_MAX = 40 };

/* As printf, of which it knows %s, %u, %zu, PRIu64 and %%. Every %s is escaped, for text and for
 * quoted attributes alike; what is not printable ASCII in it becomes a dot. Markup stands only in
 * the format, which is a constant. What could not be written shows in ferror(). */
void html_put(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "2026-07-08 02:54:07.123", UTC. */
const char *html_time(uint64_t time_ns, char out[static HTML_TIME_MAX]);

/* "1 camera", "2 cameras": for things whose plural is an s. */
void html_count(FILE *out, size_t n, const char *thing);
