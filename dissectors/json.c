#include "dissectors/json.h"

/* An object or list that has begun and not yet ended. */
struct level {
    struct bytes name;
    bool object;
    bool begun; /* has a member */
};

struct reading {
    struct cursor in;
    const struct json_listener *to;
    size_t depth;
    struct level levels[JSON_DEPTH_MAX];
};

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static void skip_space(struct cursor *c)
{
    while (cursor_left(c) > 0 && is_space(*c->at))
        skip(c, 1);
}

static bool take_string(struct cursor *c, struct bytes *out)
{
    if (!take_if(c, '"'))
        return false;
    struct bytes rest = cursor_rest(c);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '"' && rest.p[n] >= ' ')
        n += rest.p[n] == '\\' ? 2 : 1;
    if (n >= rest.n || rest.p[n] != '"')
        return false;
    *out = take_bytes(c, n);
    return take_if(c, '"');
}

static bool is_of_word(uint8_t b)
{
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || b == 'E' || b == '+' || b == '-' ||
           b == '.';
}

static bool begins_number(struct bytes word)
{
    return word.n > 0 && (word.p[0] == '-' || (word.p[0] >= '0' && word.p[0] <= '9'));
}

/* A number, as far as its first character says so, or a literal name. */
static bool take_scalar(struct cursor *c, struct bytes *out)
{
    struct bytes word = cursor_rest(c);
    size_t n = 0;
    while (n < word.n && is_of_word(word.p[n]))
        n++;
    word = take_bytes(c, n);
    *out = word;
    static const char *const names[] = { "true", "false", "null" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (bytes_equal(word, bytes_of_text(names[i])))
            return true;
    return begins_number(word);
}

static bool enter(struct reading *r, struct bytes name)
{
    if (r->depth == JSON_DEPTH_MAX)
        return false;
    bool object = take_if(&r->in, '{');
    if (!object)
        skip(&r->in, 1);
    r->levels[r->depth++] = (struct level){ .name = name, .object = object };
    return true;
}

/* A value that is no container is over then; a container has only begun. */
static bool take_value(struct reading *r, struct bytes name)
{
    struct cursor *c = &r->in;
    uint8_t first = cursor_left(c) > 0 ? *c->at : 0;
    if (first == '{' || first == '[')
        return enter(r, name);
    const struct level *top = &r->levels[r->depth - 1];
    struct json_string s = { .parent = top->name, .name = name };
    bool is_string = first == '"';
    if (is_string ? !take_string(c, &s.value) : !take_scalar(c, &s.value))
        return false;
    bool is_number = !is_string && begins_number(s.value);
    if (top->object && is_string)
        r->to->string(r->to->self, &s);
    else if (top->object && is_number && r->to->number != NULL)
        r->to->number(r->to->self, &s);
    return true;
}

static bool take_name(struct cursor *c, struct bytes *name)
{
    if (!take_string(c, name))
        return false;
    skip_space(c);
    bool colon = take_if(c, ':');
    skip_space(c);
    return colon;
}

/* The next member of what has not yet ended, or its end. */
static bool take_member(struct reading *r)
{
    struct cursor *c = &r->in;
    struct level *top = &r->levels[r->depth - 1];
    skip_space(c);
    if (take_if(c, top->object ? '}' : ']')) {
        r->depth--;
        return true;
    }
    if (top->begun && !take_if(c, ','))
        return false;
    top->begun = true;
    skip_space(c);
    struct bytes name = { NULL, 0 };
    return (!top->object || take_name(c, &name)) && take_value(r, name);
}

bool json_read(struct bytes text, const struct json_listener *to)
{
    struct reading r = { .in = cursor_over(text), .to = to };
    skip_space(&r.in);
    bool object = cursor_left(&r.in) > 0 && *r.in.at == '{';
    if (!object || text.n > JSON_TEXT_MAX || !enter(&r, (struct bytes){ NULL, 0 }))
        return false;
    while (r.depth > 0)
        if (!take_member(&r))
            return false;
    skip_space(&r.in);
    return cursor_left(&r.in) == 0;
}

/* One character of a value; what a letter or number after a backslash stands for is not told. */
static uint8_t take_character(struct cursor *c)
{
    uint8_t b = take_u8(c);
    if (b != '\\')
        return b;
    b = take_u8(c);
    if (b == 'u')
        skip(c, 4);
    return b == '"' || b == '\\' || b == '/' ? b : '.';
}

struct text json_text(struct bytes value)
{
    uint8_t plain[sizeof(struct text)];
    size_t n = 0;
    struct cursor c = cursor_over(value);
    while (n < sizeof plain && cursor_left(&c) > 0)
        plain[n++] = take_character(&c);
    return text_of((struct bytes){ plain, n });
}
