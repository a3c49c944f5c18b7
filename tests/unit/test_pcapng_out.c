#include "evidence/pcapng_out.h"

#include <criterion/criterion.h>

#include "tests/support/evidence.h"

enum { ROOM = 16384 };

static size_t read_back(const uint8_t *p, size_t n, struct frame *frames, int max)
{
    struct error e;
    struct file file = file_of(p, n);
    void *source = pcap_file_source.open(file.path, NULL, &e);
    cr_assert(source != NULL, "%s", e.s);
    int got = pcap_file_source.next(source, frames, max, &e);
    cr_assert(got >= 0);
    for (int i = 0; i < got; i++)
        cr_expect(memcmp(frames[i].bytes.p, i == 0 ? "first" : "the second", 5) == 0);
    cr_expect_eq(pcap_file_source.next(source, frames + got, 1, &e), SOURCE_END);
    pcap_file_source.close(source);
    file_gone(&file);
    return (size_t)got;
}

Test(pcapng_out, is_read_back_as_it_was_written)
{
    uint8_t out[ROOM];
    struct frame frames[4];
    struct pcapng_out w = { .out = out, .room = sizeof out };
    struct kept_frame first = frame_kept(1, 1000, "first");
    struct kept_frame second = frame_kept(2, 1000, "the second");
    second.link = LINK_LINUX_SLL;
    second.wire_n = 1500;
    second.time_ns = 1767600000123456789;
    pcapng_out_begin(&w, "Camwarden", "a comment");
    pcapng_out_frame(&w, &first, "comment of odd length");
    pcapng_out_frame(&w, &second, "");
    cr_assert(!w.full);
    cr_assert_eq(w.n % 4, 0);
    cr_assert_eq(read_back(out, w.n, frames, 3), 2);
    cr_expect_eq(frames[0].time_ns, first.time_ns);
    cr_expect_eq(frames[0].bytes.n, 5);
    cr_expect_eq(frames[0].link, LINK_ETHERNET);
    cr_expect_eq(frames[1].time_ns, second.time_ns);
    cr_expect_eq(frames[1].wire_n, 1500);
    cr_expect_eq(frames[1].link, LINK_LINUX_SLL);
}

Test(pcapng_out, says_when_it_does_not_fit)
{
    struct kept_frame k = frame_kept(1, 1000, "first");
    for (size_t room = 0; room < 200; room += 3) {
        uint8_t *out = malloc(room + 1);
        struct pcapng_out w = { .out = out, .room = room };
        pcapng_out_begin(&w, "Camwarden", "comment");
        pcapng_out_frame(&w, &k, "comment");
        cr_expect(w.n <= room);
        cr_expect(w.full == (room < 148), "%zu: %zu", room, w.n);
        free(out);
    }
}

Test(pcapng_out, leaves_out_what_has_a_link_too_many)
{
    uint8_t out[ROOM];
    struct pcapng_out w = { .out = out, .room = sizeof out };
    pcapng_out_begin(&w, "Camwarden", "comment");
    for (uint32_t link = 1; link <= PCAPNG_LINKS + 1; link++) {
        struct kept_frame k = frame_kept(1, 1000, "first");
        k.link = link;
        size_t before = w.n;
        pcapng_out_frame(&w, &k, "");
        cr_expect_eq(w.n > before, link <= PCAPNG_LINKS);
    }
}
