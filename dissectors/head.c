#include "dissectors/head.h"

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

/* Folds at either end are white space too. */
static struct bytes trim(struct bytes b)
{
    while (b.n > 0 && is_space(b.p[0]))
        b = bytes_after(b, 1);
    while (b.n > 0 && is_space(b.p[b.n - 1]))
        b.n--;
    return b;
}

struct head head_take(struct cursor *c)
{
    struct bytes whole = take_head(c);
    while (whole.n == 1 || whole.n == 2) /* an empty line and nothing more */
        whole = take_head(c);
    if (whole.n == 0)
        return (struct head){ 0 };

    struct cursor lines = cursor_over(whole);
    struct head h = { .start = take_line(&lines), .fields = cursor_rest(&lines) };
    h.fields.n -= bytes_end_with(h.fields, "\r\n") ? 2 : 1; /* the empty line */
    return h;
}

/* A line and the lines folded into it, which begin with a blank. */
static struct bytes take_folded_line(struct cursor *c)
{
    struct bytes line = take_line(c);
    while (cursor_left(c) > 0 && (*c->at == ' ' || *c->at == '\t')) {
        struct bytes more = take_line(c);
        if (!cursor_ok(c))
            return (struct bytes){ 0 };
        line.n = (size_t)(more.p + more.n - line.p);
    }
    return line;
}

bool head_field_next(struct bytes *left, struct head_field *field)
{
    struct cursor c = cursor_over(*left);
    const uint8_t *colon = NULL;
    struct bytes line = { 0 };
    while (colon == NULL && cursor_left(&c) > 0) {
        line = take_folded_line(&c);
        colon = line.n > 0 && cursor_ok(&c) ? memchr(line.p, ':', line.n) : NULL;
    }
    *left = cursor_rest(&c);
    if (colon == NULL)
        return false;
    size_t n = (size_t)(colon - line.p);
    field->name = trim(bytes_first(line, n));
    field->value = trim(bytes_after(line, n + 1));
    return true;
}

struct bytes head_find(const struct head *h, const char *name)
{
    struct bytes left = h->fields;
    struct head_field field;
    while (head_field_next(&left, &field))
        if (bytes_equal_text(field.name, name))
            return field.value;
    return (struct bytes){ 0 };
}

void head_pick(const struct head *h, const char *const *names, size_t n, struct bytes *values)
{
    struct bytes left = h->fields;
    struct head_field field;
    memset(values, 0, n * sizeof *values);
    while (head_field_next(&left, &field)) {
        char first = (char)(field.name.n > 0 ? field.name.p[0] | 0x20 : 0);
        for (size_t i = 0; i < n; i++)
            if (names[i][0] == first && values[i].p == NULL &&
                bytes_equal_text(field.name, names[i]))
                values[i] = field.value;
    }
}
