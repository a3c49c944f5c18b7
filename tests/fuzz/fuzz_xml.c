/* The readers of XML: a whole document, and SOAP in pieces. The first byte says how the rest is
 * cut. What is read must not depend on the cut, and texts and names keep to their limits. */

#include "dissectors/soap.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX_HERE = 64 };

struct heard {
    size_t text_max;
    size_t n;
    uint64_t sum;
};

static void add(struct heard *h, struct bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        h->sum = (h->sum ^ b.p[i]) * 1099511628211U;
}

static void note(void *self, const struct xml_element *e)
{
    struct heard *h = self;
    h->n++;
    h->sum += e->depth;
    add(h, e->name);
    add(h, e->text);
    if (e->name.n > XML_NAME_MAX || e->text.n > h->text_max || e->depth == 0 ||
        e->depth > XML_DEPTH_MAX)
        abort();
}

/* In pieces, each in a block of its own so that a read too far is caught. */
static bool read_pieces(struct bytes in, size_t piece_n, struct heard *h)
{
    struct xml_reader r = { .depth = 0 };
    uint8_t text[TEXT_MAX_HERE];
    const struct xml_listener to = { note, h, note, note };
    bool ok = true;
    for (; in.n > 0 && ok; in = bytes_after(in, piece_n)) {
        struct bytes piece = bytes_first(in, piece_n);
        uint8_t *copy = malloc(piece.n);
        if (copy == NULL)
            abort();
        memcpy(copy, piece.p, piece.n);
        struct xml_room room = { text, sizeof text };
        ok = xml_take(&r, (struct bytes){ copy, piece.n }, room, &to);
        free(copy);
    }
    return ok && xml_is_whole(&r);
}

/* What SOAP makes of it: its state is all there is, and may be held side by side. */
static void read_soap(struct bytes in, size_t piece_n)
{
    struct soap whole = { .in_body = false }, pieces = { .in_body = false };
    bool ok = soap_take(&whole, in, NULL), still = true;
    for (; in.n > 0 && still; in = bytes_after(in, piece_n))
        still = soap_take(&pieces, bytes_first(in, piece_n), NULL);
    bool same = whole.onvif.kind == pieces.onvif.kind &&
                whole.onvif.is_onvif == pieces.onvif.is_onvif &&
                xml_is_whole(&whole.xml) == xml_is_whole(&pieces.xml);
    if (ok != still || (ok && !same))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct bytes in = { data + 1, size - 1 };
    size_t piece_n = (size_t)1 + data[0];
    struct heard whole = { .text_max = TEXT_MAX_HERE }, pieces = { .text_max = TEXT_MAX_HERE };
    bool ok = read_pieces(in, in.n, &whole);
    if (ok != read_pieces(in, piece_n, &pieces) || whole.n != pieces.n || whole.sum != pieces.sum)
        abort();
    struct heard document = { .text_max = XML_TEXT_MAX };
    const struct xml_listener to = { note, &document, NULL, NULL };
    if (xml_read(in, &to) && !ok)
        abort();
    read_soap(in, piece_n);
    return 0;
}
