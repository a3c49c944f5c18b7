#include "alerts/format.h"

#include "alerts/eve.h"
#include "alerts/format_cef.h"
#include "alerts/format_ecs.h"

static const struct {
    const char *name;
    size_t (*write)(const struct told *t, char *out);
    size_t (*write_unread)(const char *text, char *out);
} formats[] = {
    [FORMAT_EVE] = { "eve", NULL, NULL },
    [FORMAT_CEF] = { "cef", cef_write, cef_write_unread },
    [FORMAT_ECS] = { "ecs", ecs_write, ecs_write_unread },
};

bool format_of(struct bytes name, enum format *out)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (!bytes_equal(name, bytes_of_text(formats[i].name)))
            continue;
        *out = (enum format)i;
        return true;
    }
    return false;
}

const char *format_name(enum format f)
{
    return formats[f].name;
}

static size_t copy(struct bytes line, char *out)
{
    size_t n = line.n < FORMAT_LINE_MAX ? line.n : FORMAT_LINE_MAX;
    if (n > 0)
        memcpy(out, line.p, n);
    return n;
}

/* What nobody can read is told as it is, so that it is not lost in silence. */
static size_t write_unread(enum format f, struct bytes line, char *out)
{
    enum { SHOWN_MAX = 1000 };
    char text[SHOWN_MAX + 1];
    size_t n = line.n < SHOWN_MAX ? line.n : SHOWN_MAX;
    for (size_t i = 0; i < n; i++)
        text[i] = (char)(line.p[i] >= ' ' && line.p[i] <= '~' ? line.p[i] : '.');
    text[n] = '\0';
    return formats[f].write_unread(text, out);
}

size_t format_write(enum format f, struct bytes eve, char out[static FORMAT_LINE_MAX])
{
    struct told t;
    if (f == FORMAT_EVE)
        return copy(eve, out);
    if (eve.n > FORMAT_LINE_MAX || !told_read(eve, &t))
        return write_unread(f, eve, out);
    bool has_form = t.is_alert;
    size_t n = has_form ? formats[f].write(&t, out) : 0;
    told_free(&t);
    return has_form && n == 0 ? write_unread(f, eve, out) : n;
}

uint64_t format_sequence(struct bytes line)
{
    struct told t;
    if (line.n == 0 || line.n > FORMAT_LINE_MAX)
        return 0;
    if (line.p[0] != '{')
        return cef_sequence(line);
    if (!told_read(line, &t))
        return 0;
    uint64_t n =
        t.is_alert ? t.sequence : told_number(json_object_get(t.line, "event"), "sequence");
    told_free(&t);
    return n;
}
