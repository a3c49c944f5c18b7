#include "dissectors/plain.h"

#include "core/base64.h"
#include "dissectors/url_path.h"

enum { CIPHER_MIN = 65 };

void plain_copy(struct bytes in, struct plain *out)
{
    in = bytes_first(in, sizeof out->b);
    out->n = in.n;
    if (in.n > 0)
        memcpy(out->b, in.p, in.n);
}

void plain_of_url(struct bytes in, struct plain *out)
{
    size_t written;
    out->n = 0;
    for (; in.n > 0 && out->n < sizeof out->b; in = bytes_after(in, written))
        out->b[out->n++] = percent_byte(in, &written);
}

void plain_of_form(struct bytes in, struct plain *out)
{
    size_t written;
    out->n = 0;
    for (; in.n > 0 && out->n < sizeof out->b; in = bytes_after(in, written)) {
        uint8_t b = percent_byte(in, &written);
        out->b[out->n++] = in.p[0] == '+' ? ' ' : b;
    }
}

/* What "\u0041" and its like stand for. */
static uint8_t take_number(struct cursor *c)
{
    struct bytes digits = take_bytes(c, 4);
    unsigned code = 0;
    for (size_t i = 0; i < digits.n; i++) {
        int digit = hex_digit(digits.p[i]);
        code = code << 4 | (unsigned)(digit >= 0 ? digit : 15);
    }
    return code < 0x80 ? (uint8_t)code : '.';
}

static uint8_t take_escaped(struct cursor *c)
{
    uint8_t b = take_u8(c);
    if (b == 'u')
        return take_number(c);
    static const char controls[] = "b\bf\fn\nr\rt\t";
    for (size_t i = 0; i < sizeof controls - 1; i += 2)
        if (b == (uint8_t)controls[i])
            return (uint8_t)controls[i + 1];
    return b;
}

void plain_of_json(struct bytes in, struct plain *out)
{
    struct cursor c = cursor_over(in);
    out->n = 0;
    while (out->n < sizeof out->b && cursor_left(&c) > 0) {
        uint8_t b = take_u8(&c);
        out->b[out->n++] = b == '\\' ? take_escaped(&c) : b;
    }
}

/* What is written never overtakes what is read. */
void plain_base64(struct plain *p)
{
    (void)base64_decode(plain_bytes(p), p->b, sizeof p->b, &p->n);
}

bool plain_is_text(const struct plain *p)
{
    bool is_text = p->n > 0;
    for (size_t i = 0; i < p->n; i++)
        is_text &= p->b[i] >= ' ' && p->b[i] < 0x7f;
    return is_text;
}

static bool is_hex(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && hex_digit(b.p[n]) >= 0)
        n++;
    return n == b.n;
}

bool plain_is_digest(const struct plain *p)
{
    static const uint8_t sizes[] = { 16, 20, 28, 32, 40, 48, 64 };
    struct plain decoded = *p;
    bool is = p->n >= CIPHER_MIN;
    plain_base64(&decoded);
    for (size_t i = 0; i < sizeof sizes; i++) {
        is |= sizes[i] > 28 && p->n == sizes[i] && is_hex(plain_bytes(p));
        is |= p->n % 4 == 0 && decoded.n == sizes[i];
    }
    explicit_bzero(&decoded, sizeof decoded);
    return is;
}
