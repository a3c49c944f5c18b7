#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/outboxes.h"

static struct error e;

TestSuite(outbox_recall, .init = outboxes_begin, .fini = outboxes_end, .timeout = 120);

struct heard {
    size_t n;
    char all[256];
};

static void hear(void *self, struct bytes key, struct bytes value)
{
    struct heard *h = self;
    size_t used = strlen(h->all);
    (void)snprintf(h->all + used, sizeof h->all - used, "%.*s=%.*s ", (int)key.n,
                   (const char *)key.p, (int)value.n, (const char *)value.p);
    h->n++;
}

Test(outbox_recall, keeps_a_value_with_the_line_that_is_put_next)
{
    struct outbox *o = outbox_of_folder();
    outbox_started(o);
    outbox_keep(o, "ledger", bytes_of_text("b"), bytes_of_text("1"), false);
    outbox_keep(o, "ledger", bytes_of_text("a"), bytes_of_text("2"), true);
    outbox_put_lines(o, 1, 1);
    outbox_keep(o, "ledger", bytes_of_text("b"), bytes_of_text("3"), false);
    outbox_keep(o, "other", bytes_of_text("z"), bytes_of_text("9"), false);
    outbox_keep(o, "other", bytes_of_text("z"), bytes_of_text(""), false);
    outbox_keep(o, "ledger", bytes_of_text("c"), bytes_of_text("4"), true); /* and no line */
    outbox_close(o);
    struct heard h = { 0 };
    cr_assert(outbox_peek(outboxes_folder(), "ledger", (struct outbox_hearer){ hear, &h }, &e),
              "%s", e.s);
    cr_expect_str_eq(h.all, "a=2 b=3 ");
    o = outbox_of_folder();
    h = (struct heard){ 0 };
    outbox_recall(o, "other", (struct outbox_hearer){ hear, &h });
    cr_expect_eq(h.n, 0);
    outbox_close(o);
}
