#include "sensor/html.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

static void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            (void)fputs("&amp;", out);
            break;
        case '<':
            (void)fputs("&lt;", out);
            break;
        case '>':
            (void)fputs("&gt;", out);
            break;
        case '"':
            (void)fputs("&quot;", out);
            break;
        case '\'':
            (void)fputs("&#39;", out);
            break;
        default:
            (void)fputc(*text >= ' ' && *text <= '~' ? *text : '.', out);
        }
    }
}

/* Puts the next argument; how many letters of the format it took after the percent sign. */
static size_t put_argument(FILE *out, const char *format, va_list *args)
{
    if (format[0] == '%') {
        (void)fputc('%', out);
        return 1;
    }
    if (format[0] == 's') {
        put_text(out, va_arg(*args, const char *));
        return 1;
    }
    if (format[0] == 'u') {
        (void)fprintf(out, "%u", va_arg(*args, unsigned));
        return 1;
    }
    if (format[0] == 'z') {
        (void)fprintf(out, "%zu", va_arg(*args, size_t));
        return 2;
    }
    assert(strncmp(format, PRIu64, sizeof PRIu64 - 1) == 0);
    (void)fprintf(out, "%" PRIu64, va_arg(*args, uint64_t));
    return sizeof PRIu64 - 1;
}

void html_put(FILE *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    while (*format != '\0') {
        size_t n = strcspn(format, "%");
        (void)fwrite(format, 1, n, out);
        format += n;
        if (*format == '%')
            format += 1 + put_argument(out, format + 1, &args);
    }
    va_end(args);
}

const char *html_time(uint64_t time_ns, char out[static HTML_TIME_MAX])
{
    time_t seconds = (time_t)(time_ns / 1000000000);
    struct tm tm;
    char day[HTML_TIME_MAX / 2] = "";
    if (gmtime_r(&seconds, &tm) != NULL)
        (void)strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &tm);
    (void)snprintf(out, HTML_TIME_MAX, "%s.%03u", day, (unsigned)(time_ns / 1000000 % 1000));
    return out;
}

void html_count(FILE *out, size_t n, const char *thing)
{
    html_put(out, "%zu %s%s", n, thing, n == 1 ? "" : "s");
}
