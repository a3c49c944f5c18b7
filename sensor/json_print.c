/* How it works: jansson writes letter by letter, and allocates for every object. Here a text that
 * is plain ASCII is copied in one piece, and all objects that are open have their fields in one
 * list; what is rare (other texts, fractions) is left to jansson. */
#include "sensor/json_print.h"

#include <stdlib.h>
#include <string.h>

enum { PILE = 65536, FEW = 16, FIELDS = 256, DEPTH_MAX = JSON_PARSER_MAX_DEPTH + 8 };

struct field {
    const char *key;
    json_t *value;
};

/* An object or array that is open. */
struct level {
    const json_t *array; /* NULL: an object */
    size_t first;        /* of its fields */
    size_t n, i;
};

struct print {
    FILE *out;
    bool failed;
    struct field *field; /* of the objects that are open */
    size_t fields, fields_max;
    size_t depth;
    struct level level[DEPTH_MAX];
    size_t n;
    char pile[PILE];
};

static void pour(struct print *p)
{
    p->failed = p->failed || fwrite(p->pile, 1, p->n, p->out) != p->n;
    p->n = 0;
}

static void put(struct print *p, const char *text, size_t n)
{
    while (n > 0) {
        size_t here = n < PILE - p->n ? n : PILE - p->n;
        memcpy(p->pile + p->n, text, here);
        p->n += here;
        text += here;
        n -= here;
        if (p->n == PILE)
            pour(p);
    }
}

static int put_piece(const char *text, size_t n, void *self)
{
    put(self, text, n);
    return 0;
}

static void put_new_line(struct print *p, size_t depth)
{
    static const char spaces[] = "                                ";
    put(p, "\n", 1);
    for (size_t left = 2 * depth, here = 0; left > 0; left -= here) {
        here = left < sizeof spaces - 1 ? left : sizeof spaces - 1;
        put(p, spaces, here);
    }
}

static void put_rare(struct print *p, const json_t *value)
{
    p->failed = p->failed || value == NULL ||
                json_dump_callback(value, put_piece, p, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) != 0;
}

static bool is_plain(const char *text, size_t n)
{
    bool odd = false;
    for (size_t i = 0; i < n; i++)
        odd |= (text[i] < ' ') | (text[i] == '"') | (text[i] == '\\') | ((text[i] & 0x80) != 0);
    return !odd;
}

static void put_key(struct print *p, const char *key)
{
    size_t n = strlen(key);
    if (is_plain(key, n)) {
        put(p, "\"", 1);
        put(p, key, n);
        put(p, "\"", 1);
    } else {
        json_t *text = json_stringn(key, n);
        put_rare(p, text);
        json_decref(text);
    }
    put(p, ": ", 2);
}

static void put_text(struct print *p, const json_t *value)
{
    const char *text = json_string_value(value);
    size_t n = json_string_length(value);
    if (!is_plain(text, n)) {
        put_rare(p, value);
        return;
    }
    put(p, "\"", 1);
    put(p, text, n);
    put(p, "\"", 1);
}

static void put_integer(struct print *p, const json_t *value)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    put(p, text, (size_t)n);
}

static bool make_room(struct print *p, size_t n)
{
    if (p->fields + n <= p->fields_max)
        return true;
    size_t most = 2 * (p->fields + n);
    struct field *more = realloc(p->field, most * sizeof *more);
    p->failed = p->failed || more == NULL;
    if (more == NULL)
        return false;
    p->field = more;
    p->fields_max = most;
    return true;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct field *)a)->key, ((const struct field *)b)->key);
}

static void sort(struct field *field, size_t n)
{
    if (n > FEW) {
        qsort(field, n, sizeof *field, by_key);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct field f = field[i];
        size_t at = i;
        for (; at > 0 && strcmp(field[at - 1].key, f.key) > 0; at--)
            field[at] = field[at - 1];
        field[at] = f;
    }
}

/* The fields of an object, in order, at the end of the list; how many. */
static size_t list_fields(struct print *p, json_t *object)
{
    size_t first = p->fields;
    if (!make_room(p, json_object_size(object)))
        return 0;
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at))
        p->field[p->fields++] =
            (struct field){ json_object_iter_key(at), json_object_iter_value(at) };
    sort(p->field + first, p->fields - first);
    return p->fields - first;
}

static void open_level(struct print *p, json_t *value)
{
    bool object = json_is_object(value);
    size_t n = object ? json_object_size(value) : json_array_size(value);
    if (n == 0 || p->depth == DEPTH_MAX) {
        p->failed = p->failed || n > 0;
        put(p, object ? "{}" : "[]", 2);
        return;
    }
    struct level *l = &p->level[p->depth++];
    *l = (struct level){ .array = object ? NULL : value, .first = p->fields };
    l->n = object ? list_fields(p, value) : n;
    put(p, object ? "{" : "[", 1);
}

static void close_level(struct print *p)
{
    const struct level *l = &p->level[--p->depth];
    put_new_line(p, p->depth);
    put(p, l->array == NULL ? "}" : "]", 1);
    if (l->array == NULL)
        p->fields = l->first;
}

static void put_value(struct print *p, json_t *value)
{
    if (json_is_object(value) || json_is_array(value))
        open_level(p, value);
    else if (json_is_string(value))
        put_text(p, value);
    else if (json_is_integer(value))
        put_integer(p, value);
    else if (json_is_boolean(value))
        put(p, json_is_true(value) ? "true" : "false", json_is_true(value) ? 4 : 5);
    else
        put_rare(p, value);
}

/* The next one of the innermost object or array. */
static void put_next(struct print *p)
{
    struct level *l = &p->level[p->depth - 1];
    size_t i = l->i++;
    if (i > 0)
        put(p, ",", 1);
    put_new_line(p, p->depth);
    if (l->array == NULL)
        put_key(p, p->field[l->first + i].key);
    put_value(p, l->array == NULL ? p->field[l->first + i].value : json_array_get(l->array, i));
}

static struct print *begin(FILE *out)
{
    struct print *p = malloc(sizeof *p);
    struct field *field = calloc(FIELDS, sizeof *field);
    if (p == NULL || field == NULL) {
        free(field);
        free(p);
        return NULL;
    }
    p->out = out;
    p->failed = false;
    p->field = field;
    p->fields_max = FIELDS;
    p->fields = p->depth = p->n = 0;
    return p;
}

bool json_print(json_t *o, FILE *out)
{
    struct print *p = begin(out);
    if (p == NULL)
        return false;
    put_value(p, o);
    while (p->depth > 0 && !p->failed) {
        const struct level *l = &p->level[p->depth - 1];
        if (l->i < l->n)
            put_next(p);
        else
            close_level(p);
    }
    pour(p);
    bool printed = !p->failed;
    free(p->field);
    free(p);
    return printed;
}
