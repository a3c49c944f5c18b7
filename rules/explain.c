#include "rules/explain.h"

#include "rules/vendors.h"

enum { WIDTH = 79, INDENT = 2 };

/* One word, on a new line if it would not fit on this one; returns the column after it. */
static size_t put_word(FILE *out, const char *word, size_t n, size_t column)
{
    if (column > INDENT && column + 1 + n > WIDTH) {
        (void)fputc('\n', out);
        column = 0;
    }
    if (column == 0) {
        (void)fprintf(out, "%*s", INDENT, "");
        column = INDENT;
    } else if (column > INDENT) {
        (void)fputc(' ', out);
        column++;
    }
    (void)fwrite(word, 1, n, out);
    return column + n;
}

static void put_paragraph(FILE *out, const char *heading, const char *text)
{
    size_t column = 0;
    (void)fprintf(out, "\n%s\n", heading);
    while (*text != '\0') {
        size_t n = strcspn(text, " ");
        column = put_word(out, text, n, column);
        text += n;
        text += strspn(text, " ");
    }
    (void)fputc('\n', out);
}

static void put_remedies(FILE *out, const char *item)
{
    size_t n;
    const struct vendor_remedy *r = vendor_remedies(&n);
    for (; n > 0; n--, r++) {
        struct sentence heading;
        const char *whose = r->vendor->name[0] != '\0' ? r->vendor->name : "other makers";
        if (strcmp(r->item, item) != 0)
            continue;
        sentence_format(&heading, "How to change it: %s", whose);
        put_paragraph(out, heading.s, r->text);
    }
}

void explain(FILE *out, const struct guide_item *item)
{
    (void)fprintf(out, "%s %s\n", item->number, item->title);
    (void)fprintf(out, "  recommended: %s\n", item->recommended);
    (void)fprintf(out, "  level:       %s\n", level_name(item->level));
    (void)fprintf(out, "  signature:   %u%s%s\n", item->signature, item->cwe[0] != '\0' ? ", " : "",
                  item->cwe);
    put_paragraph(out, "What it means", item->meaning);
    put_paragraph(out, "How it is judged", item->judged);
    put_paragraph(out, "How to change it", item->remedy);
    put_remedies(out, item->number);
    put_paragraph(out, "Why it may be unknown", item->unseen);
    put_paragraph(out, "What would decide it", item->decides);
}
