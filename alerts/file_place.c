#include "alerts/file_place.h"

#include <stdio.h>

#include "alerts/place.h"

static const char scheme[] = "file:";

static bool read_parameter(struct halves p, struct file_place *out, struct error *e)
{
    uint64_t n = 0;
    if (bytes_equal_text(p.before, "rotate")) {
        bool good = url_number(p.after, FILE_ROTATE_MAX_MIB, &n);
        out->rotate_bytes = n << 20;
        return good || fail(e, "the size of a file of alerts is a number of MiB, at most %d",
                            FILE_ROTATE_MAX_MIB);
    }
    if (bytes_equal_text(p.before, "keep")) {
        bool good = url_number(p.after, FILE_KEEP_MAX, &n) && n > 0;
        out->keep = (unsigned)n;
        return good || fail(e, "from 1 to %d files of alerts can be kept", FILE_KEEP_MAX);
    }
    if (bytes_equal_text(p.before, "format"))
        return format_of(p.after, &out->format) || fail(e, "the format is eve, cef or ecs");
    return fail(e, "a file of alerts has 'rotate', 'keep' and 'format', and no other parameter");
}

static bool read_url(struct bytes b, struct file_place *out, struct error *e)
{
    struct halves query = halves_of(b, '?');
    if (query.before.n == 0 || !url_decode(query.before, out->name, sizeof out->name))
        return fail(e, "the name of the file of alerts is too long, or wrongly encoded");
    struct halves one = { .after = query.after };
    while (one.after.n > 0) {
        one = halves_of(one.after, '&');
        if (!read_parameter(halves_of(one.before, '='), out, e))
            return false;
    }
    return true;
}

bool file_place_read(const char *where, struct file_place *out, struct error *e)
{
    *out = (struct file_place){ .keep = FILE_KEEP_DEFAULT };
    size_t prefix = sizeof scheme - 1;
    if (strncmp(where, scheme, prefix) == 0) {
        if (!read_url(bytes_of_text(where + prefix), out, e))
            return false;
    } else if ((size_t)snprintf(out->name, sizeof out->name, "%s", where) >= sizeof out->name) {
        return fail(e, "the name of the file of alerts is too long");
    }
    out->standard = strcmp(out->name, "-") == 0;
    if (out->standard)
        (void)snprintf(out->name, sizeof out->name, "standard output");
    return true;
}

bool file_place_write(const struct file_wish *w, char out[static FILE_WHERE_MAX])
{
    char name[PATH_MAX];
    if (!url_encode(w->file, name, sizeof name))
        return false;
    int n = snprintf(out, FILE_WHERE_MAX, "%s%s?rotate=%zu&keep=%zu&format=%s", scheme, name,
                     w->rotate_mib, w->keep, format_name(w->format));
    return n > 0 && n < FILE_WHERE_MAX;
}
