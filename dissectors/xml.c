#include "dissectors/xml_steps.h"

/* Beyond ASCII everything may be part of a name. */
static bool begins_name(uint8_t b)
{
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b == ':' || b >= 0x80;
}

static bool is_in_name(uint8_t b)
{
    return begins_name(b) || (b >= '0' && b <= '9') || b == '-' || b == '.';
}

static struct bytes trim(struct bytes b)
{
    while (b.n > 0 && xml_is_space(b.p[0]))
        b = bytes_after(b, 1);
    while (b.n > 0 && xml_is_space(b.p[b.n - 1]))
        b.n--;
    return b;
}

/* ---- names and texts ---- */

static void begin_name(struct xml_reader *r)
{
    r->name_n = 0;
    r->hash = 0;
}

/* What stands before a colon is its prefix. */
static void add_to_name(struct xml_reader *r, uint8_t b)
{
    r->hash = (uint16_t)((r->hash ^ r->hash >> 7) * 0x6f35u + b);
    if (b == ':')
        r->name_n = 0;
    else if (r->name_n < sizeof r->name)
        r->name[r->name_n++] = b;
}

/* ---- what is told ---- */

static struct bytes text_so_far(const struct xml_walk *w)
{
    return trim((struct bytes){ w->text.p, w->r->text_n });
}

static bool begin_element(struct xml_walk *w)
{
    struct xml_reader *r = w->r;
    if (r->depth == XML_DEPTH_MAX)
        return false;
    r->open[r->depth++] = r->hash;
    const struct xml_element e = { .name = { r->name, r->name_n }, .depth = r->depth };
    if (w->to->begins != NULL)
        w->to->begins(w->to->self, &e);
    return true;
}

static void tell_attribute(struct xml_walk *w)
{
    struct xml_reader *r = w->r;
    const struct xml_element e = { .name = { r->attribute, r->attribute_n },
                                   .text = text_so_far(w),
                                   .depth = r->depth };
    if (w->to->attribute != NULL)
        w->to->attribute(w->to->self, &e);
    r->text_n = 0;
}

static bool end_element(struct xml_walk *w)
{
    struct xml_reader *r = w->r;
    const struct xml_element e = { .name = { r->name, r->name_n },
                                   .text = text_so_far(w),
                                   .depth = r->depth };
    w->to->element(w->to->self, &e);
    r->text_n = 0;
    r->depth--;
    r->ended = r->depth == 0;
    return xml_go_to(w, AT_TEXT);
}

/* ---- tags ---- */

static bool take_tag(struct xml_walk *w, uint8_t b)
{
    struct xml_reader *r = w->r;
    if (b == '!')
        return xml_go_to(w, AT_BANG);
    if (b == '?')
        return xml_go_to(w, AT_INSTRUCTION);
    if (b == '/') {
        begin_name(r);
        return r->depth > 0 && xml_go_to(w, AT_END_NAME);
    }
    begin_name(r);
    add_to_name(r, b);
    r->text_n = 0;
    return begins_name(b) && !r->ended && xml_go_to(w, AT_NAME);
}

static bool take_inside(struct xml_walk *w, uint8_t b)
{
    struct xml_reader *r = w->r;
    if (b == '>' || b == '/')
        return xml_go_to(w, b == '>' ? AT_TEXT : AT_EMPTY);
    if (xml_is_space(b))
        return true;
    r->attribute_n = 0;
    r->attribute[r->attribute_n++] = b;
    return begins_name(b) && xml_go_to(w, AT_ATTRIBUTE);
}

static bool take_name(struct xml_walk *w, uint8_t b)
{
    if (!is_in_name(b))
        return begin_element(w) && xml_go_to(w, AT_INSIDE) && take_inside(w, b);
    add_to_name(w->r, b);
    return true;
}

static bool take_equals(struct xml_walk *w, uint8_t b)
{
    return b == '=' ? xml_go_to(w, AT_QUOTE) : xml_is_space(b);
}

static bool take_attribute(struct xml_walk *w, uint8_t b)
{
    struct xml_reader *r = w->r;
    if (!is_in_name(b))
        return xml_go_to(w, AT_EQUALS) && take_equals(w, b);
    if (b == ':')
        r->attribute_n = 0;
    else if (r->attribute_n < sizeof r->attribute)
        r->attribute[r->attribute_n++] = b;
    return true;
}

static bool take_quote(struct xml_walk *w, uint8_t b)
{
    w->r->mark = b;
    return xml_is_space(b) || ((b == '"' || b == '\'') && xml_go_to(w, AT_VALUE));
}

static bool take_value(struct xml_walk *w, uint8_t b)
{
    if (b == w->r->mark) {
        tell_attribute(w);
        return xml_go_to(w, AT_INSIDE);
    }
    return b != '<' && xml_take_in_value(w, b);
}

static bool take_empty(struct xml_walk *w, uint8_t b)
{
    return b == '>' && end_element(w);
}

static bool take_end(struct xml_walk *w, uint8_t b)
{
    if (b != '>')
        return xml_is_space(b);
    return w->r->open[w->r->depth - 1] == w->r->hash && end_element(w);
}

static bool take_end_name(struct xml_walk *w, uint8_t b)
{
    if (!is_in_name(b))
        return xml_go_to(w, AT_END) && take_end(w, b);
    add_to_name(w->r, b);
    return true;
}

/* ---- the whole ---- */

static bool (*const steps[AT_PLACES])(struct xml_walk *w, uint8_t b) = {
    [AT_TEXT] = xml_take_text,
    [AT_TAG] = take_tag,
    [AT_NAME] = take_name,
    [AT_INSIDE] = take_inside,
    [AT_ATTRIBUTE] = take_attribute,
    [AT_EQUALS] = take_equals,
    [AT_QUOTE] = take_quote,
    [AT_VALUE] = take_value,
    [AT_EMPTY] = take_empty,
    [AT_END_NAME] = take_end_name,
    [AT_END] = take_end,
    [AT_BANG] = xml_take_bang,
    [AT_COMMENT] = xml_take_comment,
    [AT_DATA] = xml_take_data,
    [AT_INSTRUCTION] = xml_take_instruction,
    [AT_REFERENCE] = xml_take_reference,
};

bool xml_take(struct xml_reader *r, struct bytes piece, struct xml_room text,
              const struct xml_listener *to)
{
    struct xml_walk w = { r, text, to };
    for (size_t i = 0; i < piece.n && r->at != AT_WRONG; i++)
        if (!steps[r->at](&w, piece.p[i]))
            r->at = AT_WRONG;
    return r->at != AT_WRONG;
}

bool xml_read(struct bytes document, const struct xml_listener *to)
{
    struct xml_reader r = { .at = AT_TEXT };
    uint8_t text[XML_TEXT_MAX];
    const struct xml_room room = { text, sizeof text };
    bool ok = document.n <= XML_DOCUMENT_MAX && xml_take(&r, document, room, to);
    explicit_bzero(text, sizeof text); /* a password may have stood there */
    return ok && xml_is_whole(&r);
}
