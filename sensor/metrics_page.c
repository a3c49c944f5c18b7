#include "sensor/metrics_page.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void page_add(struct page *p, const char *format, ...)
{
    va_list more;
    va_start(more, format);
    int n = vsnprintf(p->out + p->n, p->room - p->n, format, more);
    va_end(more);
    if (n < 0 || (size_t)n >= p->room - p->n)
        p->cut = true;
    else
        p->n += (size_t)n;
}

void page_head(struct page *p, const char *name, const char *type, const char *help)
{
    const char *end = strcmp(type, "counter") == 0 ? "_total" : "";
    page_add(p, "# HELP camwarden_%s%s %s\n# TYPE camwarden_%s%s %s\n", name, end, help, name, end,
             type);
}

void page_total(struct page *p, const char *name, const char *help, uint64_t n)
{
    page_head(p, name, "counter", help);
    page_add(p, "camwarden_%s_total %" PRIu64 "\n", name, n);
}

void page_gauge(struct page *p, const char *name, const char *help, double value)
{
    page_head(p, name, "gauge", help);
    page_add(p, "camwarden_%s %.17g\n", name, value);
}

void page_escape(const char *s, char out[static LABEL_MAX])
{
    size_t n = 0;
    for (; *s != '\0' && n < LABEL_MAX - 2; s++) {
        bool mark = *s == '\\' || *s == '"' || *s == '\n';
        if (mark)
            out[n++] = '\\';
        if (*s == '\n')
            out[n++] = 'n';
        else if (*s >= ' ' && *s <= '~')
            out[n++] = *s;
        else
            out[n++] = '.';
    }
    out[n] = '\0';
}
