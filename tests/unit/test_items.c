#include <criterion/criterion.h>
#include <stdio.h>

#include "rules/rule.h"

Test(items, stand_in_the_order_of_the_guide)
{
    for (size_t i = 1; i < items_n; i++)
        cr_assert_lt(strcmp(items[i - 1]->about.number, items[i]->about.number), 0);
}

Test(items, have_all_their_texts)
{
    for (size_t i = 0; i < items_n; i++) {
        const struct guide_item *g = &items[i]->about;
        cr_assert(g->title[0] != '\0' && g->recommended[0] != '\0' && g->meaning[0] != '\0' &&
                      g->judged[0] != '\0' && g->remedy[0] != '\0' && g->unseen[0] != '\0' &&
                      g->decides != NULL && g->decides[0] != '\0' && g->category[0] != '\0' &&
                      g->cwe != NULL,
                  "%s", g->number);
        cr_assert(g->severity >= 1 && g->severity <= 4, "%s", g->number);
    }
}

/* A posture holds each of them uncut. */
Test(items, say_shortly_why_they_are_unknown_and_what_would_decide)
{
    struct sentence whole;
    for (size_t i = 0; i < items_n; i++) {
        const struct guide_item *g = &items[i]->about;
        sentence_format(&whole, "%s", g->unseen);
        cr_assert_str_eq(whole.s, g->unseen, "%s", g->number);
        sentence_format(&whole, "%s", g->decides);
        cr_assert_str_eq(whole.s, g->decides, "%s", g->number);
    }
}

/* protocols.md E, column VP. */
Test(items, know_from_where_they_can_be_seen)
{
    static const char *const by_broadcast[] = { "2.1", "2.2", "2.3", "2.6", "3.2.4" };
    size_t n = 0;
    for (size_t i = 0; i < items_n; i++)
        n += items[i]->observable && items[i]->needs == VANTAGE_BROADCAST;
    cr_assert_eq(n, sizeof by_broadcast / sizeof by_broadcast[0]);
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(item_find(by_broadcast[i])->needs, VANTAGE_BROADCAST);
    for (size_t i = 0; i < items_n; i++)
        cr_assert_neq(items[i]->needs, VANTAGE_ONE_WAY);
    cr_assert_eq(item_find("4.1")->needs, VANTAGE_LINK);
}

/* 3.2.4: 7232400. */
Test(items, have_the_signature_of_their_number)
{
    for (size_t i = 0; i < items_n; i++) {
        const struct guide_item *g = &items[i]->about;
        unsigned a = 0, b = 0, c = 0;
        cr_assert_geq(sscanf(g->number, "%u.%u.%u", &a, &b, &c), 2);
        cr_assert_eq(g->signature, 7200000 + a * 10000 + b * 1000 + c * 100, "%s", g->number);
    }
}

Test(items, are_judged_or_say_that_no_wire_shows_them)
{
    for (size_t i = 0; i < items_n; i++) {
        const struct item *x = items[i];
        if (x->weigh != NULL)
            cr_assert(x->observable && x->memory_n <= ITEM_MEMORY_MAX, "%s", x->about.number);
        else
            cr_assert(!x->observable, "%s", x->about.number);
        if (!x->observable)
            cr_assert_not_null(strstr(x->about.judged, "Not observable"), "%s", x->about.number);
    }
}

Test(items, are_found_by_their_number)
{
    cr_assert_str_eq(item_find("3.2.4")->about.title, "Easy IP Setup");
    cr_assert_null(item_find("3.2"));
}

Test(items, are_found_by_a_number_that_is_nearly_theirs)
{
    cr_assert_str_eq(item_nearest("3.24"), "3.2.4");
    cr_assert_str_eq(item_nearest("3.2.44"), "3.2.4");
    cr_assert_null(item_nearest("FTP"));
    cr_assert_null(item_nearest(""));
}

Test(items, keep_sentences_printable_and_short)
{
    char longer[400];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    struct opinion x = opine(VERDICT_FAIL, "r", "a\n%s", longer);
    cr_assert_eq(strlen(x.why.s), sizeof x.why.s - 1);
    cr_assert_eq(x.why.s[1], '.');
}

Test(items, know_what_an_answer_says_of_the_credentials)
{
    struct observation o = { .kind = OBS_EXCHANGE, .protocol = "http" };
    static const struct {
        uint16_t status;
        enum outcome outcome;
    } answers[] = { { 200, OUTCOME_ACCEPTED }, { 302, OUTCOME_UNKNOWN }, { 404, OUTCOME_UNKNOWN },
                    { 304, OUTCOME_UNKNOWN },  { 405, OUTCOME_UNKNOWN }, { 206, OUTCOME_ACCEPTED },
                    { 407, OUTCOME_REFUSED },  { 401, OUTCOME_REFUSED }, { 403, OUTCOME_REFUSED },
                    { 100, OUTCOME_UNKNOWN },  { 400, OUTCOME_UNKNOWN }, { 503, OUTCOME_UNKNOWN } };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        o.exchange.status = answers[i].status;
        cr_assert_eq(outcome_of_answer(&o), answers[i].outcome, "%u", answers[i].status);
    }
    o.protocol = "ftp";
    o.exchange.status = 530;
    cr_assert_eq(outcome_of_answer(&o), OUTCOME_REFUSED);
    o.exchange.status = 230;
    cr_assert_eq(outcome_of_answer(&o), OUTCOME_ACCEPTED);
}

Test(items, take_the_graver_of_two_opinions)
{
    static const enum verdict order[] = { VERDICT_FAIL, VERDICT_SUSPECT, VERDICT_PASS,
                                          VERDICT_LIKELY_OK, VERDICT_UNKNOWN };
    for (size_t i = 1; i < sizeof order / sizeof order[0]; i++) {
        struct opinion worse = opine(order[i - 1], "worse", "w"), x = opine(order[i], "x", "x");
        cr_assert_str_eq(graver(worse, x).reason, "worse", "%zu", i);
        cr_assert_str_eq(graver(x, worse).reason, "worse", "%zu", i);
        cr_assert_str_eq(graver(silent(), x).reason, "x", "%zu", i);
        x.mends = true;
        cr_assert(graver(worse, x).mends);
    }
}

Test(items, name_a_user_at_the_end_of_a_sentence_if_it_is_known)
{
    cr_assert_str_eq(user_words("admin").s, "; user admin");
    cr_assert_str_eq(user_words("").s, "");
}
