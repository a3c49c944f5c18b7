#include <criterion/criterion.h>

#include "tests/support/judging.h"

Test(sd_card_lock, stands_as_not_observable_from_the_first_fact_on)
{
    struct court *c = court_open(NULL);
    court_show(c, shows_itself());
    struct standing s = court_standing(c, "2.9");
    cr_expect_eq(s.verdict, VERDICT_NOT_OBSERVABLE);
    cr_expect(strstr(s.item->about.unseen, "lock") != NULL);
    court_close(c);
}

Test(sd_card_lock, is_never_ruled_on_whatever_is_seen)
{
    struct court *c = court_open(NULL);
    court_show(c, shows_itself());
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_NONE));
    struct observation fetched = asked("ftp", OBS_TRANSFER, 21);
    fetched.transfer.act = ACT_DOWNLOAD;
    court_show(c, fetched);
    judge_end(c->judge, c->time_ns);
    for (size_t i = 0; i < c->n; i++)
        cr_expect_str_neq(c->heard[i].item->number, "2.9");
    struct standing s = court_standing(c, "2.9");
    cr_expect_eq(s.verdict, VERDICT_NOT_OBSERVABLE);
    cr_expect_eq(s.count, 0);
    cr_expect_eq(s.opportunities, 0);
    court_close(c);
}
