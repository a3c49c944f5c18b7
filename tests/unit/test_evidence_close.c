/* A disk that takes nothing and says nothing: a folder of our own takes the place of
 * evidence/folder.c. */
#include "evidence/evidence.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/clock.h"
#include "evidence/folder.h"
#include "tests/support/alerting.h"
#include "tests/support/evidence.h"

static int stuck[2];

struct folder *folder_open(const char *path, uint64_t most, struct error *e)
{
    static int one;
    (void)path, (void)most, (void)e;
    void *p = &one;
    return p;
}

void folder_close(struct folder *f)
{
    (void)f;
}

bool folder_give(const struct folder *f, uid_t uid, gid_t gid)
{
    (void)f, (void)uid, (void)gid;
    return true;
}

bool folder_write(struct folder *f, const char *name, struct bytes content, struct error *e)
{
    char byte = 0;
    (void)f, (void)name, (void)content;
    return read(stuck[0], &byte, 1) == 1 || fail(e, "nothing came");
}

void folder_name(struct text *name, uint64_t time_ns, const char *id)
{
    text_format(name, "%lu-%s", (unsigned long)time_ns, id);
}

static struct evidence *with_a_file_to_write(void)
{
    struct error e;
    struct kept_frame k = frame_kept(1, 1000, "frame");
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct evidence *v = evidence_open(&(struct evidence_settings){ .folder = "none" }, &e);
    cr_assert(v != NULL && pipe(stuck) == 0 && evidence_start(v, &e));
    struct frame_taker to = evidence_taker(v);
    r.evidence = fact_kept(&k);
    to.take(to.self, &k);
    struct alert a = alert_of(&r);
    cr_assert_not_null(evidence_take(v, &a));
    return v;
}

Test(evidence_close, does_not_wait_for_ever_for_a_disk_that_hangs, .timeout = 60)
{
    static struct evidence *v; /* it is never freed: a thread may still use it */
    struct error e = { "" };
    v = with_a_file_to_write();
    uint64_t begun = steady_ms();
    cr_expect_not(evidence_close(v, &e));
    cr_expect_lt(steady_ms() - begun, 30000);
    cr_expect_str_eq(e.s, "the disk does not take the evidence, some was left out");
    cr_assert_eq(write(stuck[1], "", 1), 1);
}

Test(evidence_close, waits_for_one_that_takes_its_time, .timeout = 60)
{
    struct error e = { "" };
    struct evidence *v = with_a_file_to_write();
    cr_assert_eq(write(stuck[1], "", 1), 1);
    cr_expect(evidence_close(v, &e));
}
