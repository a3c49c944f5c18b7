#include <criterion/criterion.h>

#include "dissectors/xml.h"

#include <stdio.h>

struct heard {
    size_t n;
    char s[4096];
};

static void note(void *self, const struct xml_element *e)
{
    struct heard *h = self;
    int n = snprintf(h->s + h->n, sizeof h->s - h->n, "%.*s=%.*s;", (int)e->name.n,
                     (const char *)e->name.p, (int)e->text.n, (const char *)e->text.p);
    cr_assert(n > 0 && (size_t)n < sizeof h->s - h->n);
    h->n += (size_t)n;
}

static bool reads(struct bytes document, struct heard *h)
{
    *h = (struct heard){ 0 };
    return xml_read(document, &(struct xml_listener){ .element = note, .self = h });
}

static void is_read_as(const char *document, const char *expected)
{
    struct heard h;
    cr_assert(reads(bytes_of_text(document), &h), "%s", document);
    cr_assert_str_eq(h.s, expected);
}

static bool is_read(const char *document)
{
    struct heard h;
    return reads(bytes_of_text(document), &h);
}

Test(xml, tells_elements_by_local_name)
{
    is_read_as("<s:Body xmlns:s='x'><s:A>1</s:A><B t='2'> two\n</B></s:Body>", "A=1;B=two;Body=;");
}

Test(xml, puts_text_together)
{
    is_read_as("<a>1 &lt; 2<![CDATA[<3]]>&#33;</a>", "a=1 < 2<3!;");
}

Test(xml, forgives_white_space_around_a_document)
{
    struct heard h;
    static const char padded[] = "\r\n<?xml version='1.0'?><a/>\n\0";
    cr_assert(reads((struct bytes){ (const uint8_t *)padded, sizeof padded - 1 }, &h));
}

Test(xml, refuses_what_is_not_well_formed)
{
    cr_assert_not(is_read(""));
    cr_assert_not(is_read("<a>"));
    cr_assert_not(is_read("<a></b>"));
    cr_assert_not(is_read("<a/><b/>"));
    cr_assert_not(is_read("{}"));
}

Test(xml, refuses_document_types_and_so_entities)
{
    cr_assert_not(is_read("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"));
    cr_assert_not(is_read("<!DOCTYPE a SYSTEM 'http://192.0.2.1/'><a/>"));
    cr_assert_not(is_read("<a>&b;</a>"));
}

static size_t put(uint8_t *at, const char *text)
{
    struct bytes b = bytes_of_text(text);
    memcpy(at, b.p, b.n);
    return b.n;
}

static bool is_read_at_depth(size_t depth)
{
    uint8_t document[512] = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < 2 * depth; i++)
        n += put(document + n, i < depth ? "<a>" : "</a>");
    struct heard h;
    return reads((struct bytes){ document, n }, &h);
}

Test(xml, refuses_deep_documents)
{
    cr_assert(is_read_at_depth(XML_DEPTH_MAX));
    cr_assert_not(is_read_at_depth(XML_DEPTH_MAX + 1));
}

Test(xml, keeps_only_the_beginning_of_long_texts_and_refuses_long_documents)
{
    static uint8_t document[XML_DOCUMENT_MAX + 1];
    memset(document, 'x', sizeof document);
    (void)put(document, "<a>");
    (void)put(document + XML_DOCUMENT_MAX - 4, "</a>");
    struct heard h;

    cr_assert(reads((struct bytes){ document, XML_DOCUMENT_MAX }, &h));
    cr_assert_eq(h.n, XML_TEXT_MAX + 3);
    (void)put(document + XML_DOCUMENT_MAX - 3, "</a>");
    document[XML_DOCUMENT_MAX - 4] = 'x';
    cr_assert_not(reads((struct bytes){ document, XML_DOCUMENT_MAX + 1 }, &h));
}

/* ---- in pieces ---- */

static void note_beginning(void *self, const struct xml_element *e)
{
    struct heard *h = self;
    int n = snprintf(h->s + h->n, sizeof h->s - h->n, "%zu<%.*s;", e->depth, (int)e->name.n,
                     (const char *)e->name.p);
    cr_assert(n > 0 && (size_t)n < sizeof h->s - h->n);
    h->n += (size_t)n;
}

static bool reads_in_pieces(struct bytes document, size_t piece, struct heard *h)
{
    struct xml_reader r = { .depth = 0 };
    uint8_t text[16];
    const struct xml_listener to = { note, h, note_beginning, note };
    *h = (struct heard){ 0 };
    bool ok = true;
    for (; document.n > 0; document = bytes_after(document, piece))
        ok = ok && xml_take(&r, bytes_first(document, piece),
                            (struct xml_room){ text, sizeof text }, &to);
    return ok && xml_is_whole(&r);
}

Test(xml, says_the_same_however_a_document_is_cut)
{
    static const char document[] = "<?xml version=\"1.0\"?><!-- <no> -- --><e:A "
                                   "xmlns:e=\"u&amp;v\" b = 'c'>\n<e:B/><C ><![CDATA[]]]]>"
                                   "x</C\n><D>0123456789abcdefg</D></e:A><!---->\r\n";
    static const char expected[] = "1<A;e=u&v;b=c;2<B;B=;2<C;C=]]x;2<D;D=0123456789abcdef;A=;";
    for (size_t piece = 1; piece < sizeof document; piece++) {
        struct heard h;
        cr_assert(reads_in_pieces(bytes_of_text(document), piece, &h), "%zu", piece);
        cr_assert_str_eq(h.s, expected, "%s", h.s);
    }
}

Test(xml, is_whole_only_when_the_root_has_ended)
{
    static const char document[] = "<a><b>1</b></a>";
    struct heard h;
    for (size_t n = 0; n < sizeof document - 1; n++)
        cr_assert_not(reads_in_pieces(bytes_first(bytes_of_text(document), n), 4, &h));
}

Test(xml, refuses_broken_tags)
{
    static const char *const broken[] = {
        "< a/>",
        "<a b/>",
        "<a b=c/>",
        "<a b='<'/>",
        "<a / >",
        "</a>",
        "<1/>",
        "<a>&#0;</a>",
        "<a>&#x110000;</a>",
        "<a>&amp</a>",
        "<a>&;</a>",
        "<a>\x01</a>",
        "<a><![CDAT[]]></a>",
        "<a><!-></a>",
        "x<a/>",
        "<a/>x",
        "<![CDATA[]]><a/>",
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        cr_assert_not(is_read(broken[i]), "%s", broken[i]);
}

Test(xml, decodes_characters)
{
    is_read_as("<a>&#x41;&#233;&#x20ac;&#x1f4f7;&quot;&apos;</a>",
               "a=A\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xb7\"';");
}
