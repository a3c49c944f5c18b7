#include <criterion/criterion.h>

#include "core/facts.h"
#include "sensor/crew.h"
#include "tests/support/frames.h"

#include <stdio.h>
#include <stdlib.h>

enum { SEEN = 4096 };

struct told_all {
    struct observation o[SEEN];
    size_t n;
};

static void collect(void *self, const struct observation *o)
{
    struct told_all *all = self;
    cr_assert_lt(all->n, SEEN);
    all->o[all->n++] = *o;
}

static struct crew_result read_capture(struct crew *c, const char *path, struct told_all *all)
{
    struct error e = { "" };
    cr_assert(crew_begin(c, path, NULL, &e), "%s", e.s);
    while (crew_tell(c, (struct observer){ collect, all }))
        ;
    return crew_end(c);
}

static struct crew *crew_of(size_t n)
{
    struct flow_settings settings = flow_settings_default();
    settings.classified = 0;
    struct crew *c = crew_new(n, &settings);
    cr_assert_not_null(c);
    return c;
}

static const char *const captures[] = { SOURCE_DIR "/pcaps/rtsp_basic_udp.pcap",
                                        SOURCE_DIR "/pcaps/easyip_announce_20min.pcap",
                                        SOURCE_DIR "/pcaps/http_keepalive.pcapng" };

/* What n workers say of all captures, and count. */
static struct told_all *tell_all(size_t n, struct counters *counters)
{
    struct told_all *all = calloc(1, sizeof *all);
    struct crew *c = crew_of(n);
    cr_assert_not_null(all);
    for (size_t i = 0; i < sizeof captures / sizeof captures[0]; i++) {
        struct crew_result r = read_capture(c, captures[i], all);
        cr_assert(r.opened);
        cr_assert_null(r.error);
    }
    crew_count(c, counters);
    crew_free(c);
    return all;
}

Test(crew, says_and_counts_the_same_with_any_number_of_workers)
{
    struct counters one = { 0 };
    struct told_all *expected = tell_all(1, &one);
    cr_assert_gt(expected->n, 100);
    for (size_t n = 2; n <= 5; n++) {
        struct counters several = { 0 };
        struct told_all *all = tell_all(n, &several);
        cr_assert_eq(all->n, expected->n, "%zu workers say %zu facts", n, all->n);
        for (size_t i = 0; i < all->n; i++) {
            cr_assert(fact_equal(&all->o[i], &expected->o[i]), "%zu workers, fact %zu", n, i);
            cr_assert_eq(all->o[i].frame_no, expected->o[i].frame_no);
        }
        cr_assert_arr_eq(several.n, one.n, sizeof one.n);
        free(all);
    }
    free(expected);
}

Test(crew, complains_once_of_a_capture_and_reads_the_next)
{
    struct told_all *all = calloc(1, sizeof *all);
    struct crew *c = crew_of(3);
    cr_assert_not_null(all);
    struct crew_result r = read_capture(c, "/nonexistent/capture.pcap", all);
    cr_assert_not(r.opened);
    cr_assert_not_null(r.error);
    r = read_capture(c, captures[0], all);
    cr_assert(r.opened);
    cr_assert_null(r.error);
    cr_assert_gt(all->n, 0);
    cr_assert_gt(r.span.last_ns, r.span.first_ns);
    cr_assert_gt(crew_done(c), 0);
    crew_free(c);
    free(all);
}

/* The first n bytes of a capture, in a file of their own. */
static struct file beginning_of(const char *path, size_t n)
{
    static uint8_t bytes[1 << 16];
    FILE *whole = fopen(path, "re");
    cr_assert_not_null(whole);
    size_t got = fread(bytes, 1, n < sizeof bytes ? n : sizeof bytes, whole);
    (void)fclose(whole);
    return file_of(bytes, got);
}

Test(crew, tells_what_came_before_the_place_where_a_capture_is_broken)
{
    struct told_all *all = calloc(1, sizeof *all);
    struct crew *c = crew_of(2);
    struct file f = beginning_of(captures[0], 8001);
    cr_assert_not_null(all);
    struct crew_result r = read_capture(c, f.path, all);
    cr_assert(r.opened);
    cr_assert_not_null(r.error);
    cr_assert_gt(all->n, 0);
    crew_free(c);
    free(all);
    file_gone(&f);
}

Test(crew, stops_when_it_is_told_to_though_nobody_listens)
{
    struct told_all *all = calloc(1, sizeof *all);
    struct error e = { "" };
    struct crew *c = crew_of(4);
    cr_assert_not_null(all);
    cr_assert(crew_begin(c, captures[1], NULL, &e), "%s", e.s);
    crew_stop(c);
    while (crew_tell(c, (struct observer){ collect, all }))
        ;
    cr_assert(crew_end(c).opened);
    crew_free(c);
    free(all);
}
