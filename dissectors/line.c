#include "dissectors/line.h"

#include <strings.h>

static enum line_found take_rest(struct cursor *c, bool *inside)
{
    struct bytes here = cursor_rest(c);
    const uint8_t *lf = here.n > 0 ? memchr(here.p, '\n', here.n) : NULL;
    if (here.n == 0) {
        skip(c, 1);
        return LINE_WAIT;
    }
    skip(c, lf != NULL ? (size_t)(lf - here.p) + 1 : here.n);
    *inside = lf == NULL;
    return LINE_REST;
}

static bool is_strange(struct bytes here)
{
    return here.n > 0 && (here.p[0] == 0x7f || (here.p[0] < ' ' && here.p[0] != '\t' &&
                                                here.p[0] != '\r' && here.p[0] != '\n'));
}

enum line_found line_take(struct cursor *c, bool *inside, struct bytes *line)
{
    *line = (struct bytes){ 0 };
    if (*inside)
        return take_rest(c, inside);
    struct bytes here = bytes_first(cursor_rest(c), LINE_READ);
    if (is_strange(here))
        return LINE_STRANGE;
    bool whole = here.n > 0 && memchr(here.p, '\n', here.n) != NULL;
    if (!whole && here.n == LINE_READ) {
        *line = take_bytes(c, LINE_READ);
        *inside = true;
        return LINE_READY;
    }
    *line = take_line(c);
    return whole ? LINE_READY : LINE_WAIT;
}

struct command line_command(struct bytes line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] != ' ')
        n++;
    return (struct command){ bytes_first(line, n), bytes_after(line, n + 1) };
}

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

bool line_reply(struct bytes line, struct reply *r)
{
    if (line.n < 3 || line.p[0] < '1' || line.p[0] > '6' || !is_digit(line.p[1]) ||
        !is_digit(line.p[2]) || (line.n > 3 && is_digit(line.p[3])))
        return false;
    bool more = line.n > 3 && line.p[3] == '-';
    bool parted = more || (line.n > 3 && line.p[3] == ' ');
    *r = (struct reply){ (uint16_t)bytes_number(bytes_first(line, 3)), more,
                         bytes_after(line, parted ? 4 : 3) };
    return true;
}

enum recognition line_begins(struct bytes said, const char *word)
{
    size_t n = strlen(word);
    if (said.n == 0)
        return TOO_LITTLE;
    if (said.n <= n)
        return strncasecmp((const char *)said.p, word, said.n) == 0 ? TOO_LITTLE : NOT_MINE;
    uint8_t next = said.p[n];
    bool ends = next == ' ' || next == '\r' || next == '\n' || next == ':';
    return ends && bytes_start_with(said, word) ? MINE : NOT_MINE;
}

enum recognition line_begins_any(struct bytes said, const char *const *words)
{
    enum recognition best = NOT_MINE;
    for (; *words != NULL && best != MINE; words++) {
        enum recognition known = line_begins(said, *words);
        best = known == NOT_MINE ? best : known;
    }
    return best;
}

static bool is_line(struct bytes b, const char *const *words)
{
    struct reply r;
    bool parted = b.n > 3 && (b.p[3] == ' ' || b.p[3] == '-');
    return (parted && line_reply(b, &r)) || line_begins_any(b, words) == MINE;
}

size_t line_find(struct bytes in, const char *const *words)
{
    size_t at = 0;
    while (at < in.n && !is_line(bytes_after(in, at), words)) {
        const uint8_t *lf = memchr(in.p + at, '\n', in.n - at);
        at = lf != NULL ? (size_t)(lf - in.p) + 1 : in.n;
    }
    return at;
}

struct line_name line_name_of(struct bytes b)
{
    struct line_name name = { 0 };
    b = bytes_first(b, sizeof name.b);
    if (b.n > 0)
        memcpy(name.b, b.p, b.n);
    name.n = (uint8_t)b.n;
    return name;
}

/* The rest of a line: most of the bytes of a mail go through here. */
static enum dotted pass_line(struct cursor *c)
{
    struct bytes here = cursor_rest(c);
    const uint8_t *lf = memchr(here.p, '\n', here.n);
    skip(c, lf != NULL ? (size_t)(lf - here.p) + 1 : here.n);
    return lf != NULL ? DOTTED_LINE_START : DOTTED_IN_LINE;
}

enum dotted line_pass_dotted(struct cursor *c, enum dotted where)
{
    while (where != DOTTED_NONE && cursor_left(c) > 0) {
        uint8_t b = *c->at;
        bool after_dot = where == DOTTED_DOT || where == DOTTED_DOT_CR;
        if (after_dot && b == '\n') {
            skip(c, 1);
            where = DOTTED_NONE;
        } else if (where == DOTTED_DOT && b == '\r') {
            skip(c, 1);
            where = DOTTED_DOT_CR;
        } else if (where == DOTTED_LINE_START && b == '.') {
            skip(c, 1);
            where = DOTTED_DOT;
        } else {
            where = pass_line(c);
        }
    }
    return where;
}
