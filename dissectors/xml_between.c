/* What stands between the tags of an XML document: text, references, comments and the like. */
#include "dissectors/xml_steps.h"

static bool add_to_text(struct xml_walk *w, uint8_t b)
{
    if (b < 0x20 && !xml_is_space(b))
        return false;
    if (w->r->text_n < w->text.n)
        w->text.p[w->r->text_n++] = b;
    return true;
}

/* ---- references, sections 4.1 and 4.6 ---- */

/* 0: it is none. */
static uint32_t number_of(struct bytes digits)
{
    bool hex = digits.n > 0 && digits.p[0] == 'x';
    int base = hex ? 16 : 10;
    uint32_t n = 0;
    digits = bytes_after(digits, hex ? 1 : 0);
    for (size_t i = 0; i < digits.n; i++) {
        int digit = hex_digit(digits.p[i]);
        if (digit < 0 || digit >= base)
            return 0;
        n = n * (uint32_t)base + (uint32_t)digit;
    }
    return n <= 0x10ffff ? n : 0;
}

static uint32_t character_of(struct bytes reference)
{
    static const struct {
        const char *name;
        uint8_t b;
    } entities[] = {
        { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' }
    };
    if (reference.n > 1 && reference.p[0] == '#')
        return number_of(bytes_after(reference, 1));
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (bytes_equal(reference, bytes_of_text(entities[i].name)))
            return entities[i].b;
    return 0;
}

/* In UTF-8, RFC 3629 section 3. */
static bool add_character(struct xml_walk *w, uint32_t c)
{
    static const uint8_t leads[] = { 0, 0xc0, 0xe0, 0xf0 };
    int more = c < 0x80 ? 0 : (c < 0x800 ? 1 : (c < 0x10000 ? 2 : 3));
    bool ok = c != 0 && add_to_text(w, (uint8_t)(leads[more] | c >> 6 * more));
    while (ok && more-- > 0)
        ok = add_to_text(w, (uint8_t)(0x80 | (c >> 6 * more & 0x3f)));
    return ok;
}

static bool begin_reference(struct xml_walk *w)
{
    w->r->back_at = w->r->at;
    w->r->reference_n = 0;
    return xml_go_to(w, AT_REFERENCE);
}

bool xml_take_reference(struct xml_walk *w, uint8_t b)
{
    struct xml_reader *r = w->r;
    if (b == ';')
        return add_character(w, character_of((struct bytes){ r->reference, r->reference_n })) &&
               xml_go_to(w, (enum xml_at)r->back_at);
    if (r->reference_n == sizeof r->reference)
        return false;
    r->reference[r->reference_n++] = b;
    return true;
}

/* ---- between tags ---- */

/* Outside of the root there is only white space; some begin with a byte order mark, and some end
 * with a NUL. */
static bool is_outside(const struct xml_reader *r, uint8_t b)
{
    bool is_mark = b == 0xef || b == 0xbb || b == 0xbf;
    return xml_is_space(b) || (r->ended ? b == '\0' : is_mark);
}

bool xml_take_in_value(struct xml_walk *w, uint8_t b)
{
    return b == '&' ? begin_reference(w) : add_to_text(w, b);
}

bool xml_take_text(struct xml_walk *w, uint8_t b)
{
    if (b == '<')
        return xml_go_to(w, AT_TAG);
    if (w->r->depth == 0)
        return is_outside(w->r, b);
    return xml_take_in_value(w, b);
}

/* "<!--" and "<![CDATA["; a document type is refused. */
bool xml_take_bang(struct xml_walk *w, uint8_t b)
{
    static const char data[] = "[CDATA[";
    struct xml_reader *r = w->r;
    if (r->matched == 0)
        r->mark = b;
    if (r->mark == '-')
        return b == '-' && (r->matched++ == 0 || xml_go_to(w, AT_COMMENT));
    if (r->depth == 0 || b != (uint8_t)data[r->matched++])
        return false;
    return data[r->matched] != '\0' || xml_go_to(w, AT_DATA);
}

/* Up to "-->". */
bool xml_take_comment(struct xml_walk *w, uint8_t b)
{
    struct xml_reader *r = w->r;
    if (b == '>' && r->matched == 2)
        return xml_go_to(w, AT_TEXT);
    r->matched = b != '-' ? 0 : (uint8_t)(r->matched < 2 ? r->matched + 1 : 2);
    return true;
}

/* Up to "]]>". */
bool xml_take_data(struct xml_walk *w, uint8_t b)
{
    struct xml_reader *r = w->r;
    if (b == '>' && r->matched == 2)
        return xml_go_to(w, AT_TEXT);
    if (b == ']' && r->matched < 2) {
        r->matched++;
        return true;
    }
    if (b == ']')
        return add_to_text(w, b);
    for (; r->matched > 0; r->matched--)
        (void)add_to_text(w, ']');
    return add_to_text(w, b);
}

/* Up to "?>". */
bool xml_take_instruction(struct xml_walk *w, uint8_t b)
{
    if (b == '>' && w->r->matched == 1)
        return xml_go_to(w, AT_TEXT);
    w->r->matched = b == '?';
    return true;
}
