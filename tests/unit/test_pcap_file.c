#include <criterion/criterion.h>

#include "tests/support/frames.h"

#include <stdio.h>

enum { BATCH = 64 };

static const uint32_t micro = 0xa1b2c3d4;

static struct wire *w;

static void begin(void)
{
    w = wire_new();
}

static void end(void)
{
    wire_free(w);
}

TestSuite(pcap_file, .init = begin, .fini = end);

static void put_head(uint32_t magic, unsigned link)
{
    put_32(w, magic);
    put_16(w, 2);
    put_16(w, 4);
    put_32(w, 0);
    put_32(w, 0);
    put_32(w, 65535);
    put_32(w, link);
}

/* A frame at second 7 and so many ticks, n bytes of what was `wire` long. */
static void put_record(uint32_t ticks, uint32_t n, uint32_t wire)
{
    put_32(w, 7);
    put_32(w, ticks);
    put_32(w, n);
    put_32(w, wire);
    put_fill(w, n & 0xff, n);
}

static void *open_it(const struct file *f, const char *filter)
{
    struct error e = { "" };
    void *s = pcap_file_source.open(f->path, filter, &e);
    cr_assert_not_null(s, "%s", e.s);
    return s;
}

/* The words with which it cannot be opened. */
static struct error refused(const char *filter)
{
    struct file f = file_of(w->b, w->n);
    struct error e = { "" };
    cr_expect_null(pcap_file_source.open(f.path, filter, &e));
    file_gone(&f);
    return e;
}

/* How many frames it has; e: what ended them, or empty. */
static uint64_t count_frames(const char *filter, struct error *e)
{
    struct file f = file_of(w->b, w->n);
    void *s = open_it(&f, filter);
    struct frame batch[BATCH];
    uint64_t frames = 0;
    int n = 0;
    e->s[0] = '\0';
    while ((n = pcap_file_source.next(s, batch, BATCH, e)) > 0)
        frames += (uint64_t)n;
    cr_expect_eq(n, e->s[0] == '\0' ? SOURCE_END : SOURCE_BROKEN);
    cr_expect_eq(pcap_file_source.next(s, batch, BATCH, e), SOURCE_END);
    pcap_file_source.close(s);
    file_gone(&f);
    return frames;
}

/* One of the forms that a classic file has. */
struct form {
    bool little;
    uint32_t magic;
    uint32_t ticks; /* of 7.000123 seconds */
    size_t more;    /* bytes between a record's head and its frame */
};

static const struct form forms[] = {
    { false, 0xa1b2c3d4, 123, 0 },    { true, 0xa1b2c3d4, 123, 0 },
    { false, 0xa1b23c4d, 123000, 0 }, { true, 0xa1b23c4d, 123000, 0 },
    { false, 0xa1b2cd34, 123, 8 },    { true, 0xa1b2cd34, 123, 8 },
};

Test(pcap_file, reads_every_form)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        w->n = 0;
        w->little = forms[i].little;
        put_head(forms[i].magic, LINK_LINUX_SLL);
        put_32(w, 7);
        put_32(w, forms[i].ticks);
        put_32(w, 5);
        put_32(w, 9);
        put_fill(w, 0, forms[i].more);
        put_text(w, "hello");
        struct file f = file_of(w->b, w->n);
        void *s = open_it(&f, NULL);
        struct frame frame;
        struct error e;
        cr_assert_eq(pcap_file_source.next(s, &frame, 1, &e), 1);
        cr_expect_eq(frame.time_ns, UINT64_C(7000123000));
        cr_expect_eq(frame.frame_no, 1);
        cr_expect_eq(frame.link, LINK_LINUX_SLL);
        cr_expect_eq(frame.wire_n, 9);
        cr_assert_eq(frame.bytes.n, 5);
        cr_expect_arr_eq(frame.bytes.p, "hello", 5);
        cr_expect_eq(pcap_file_source.next(s, &frame, 1, &e), SOURCE_END);
        pcap_file_source.close(s);
        file_gone(&f);
    }
}

Test(pcap_file, keeps_the_link_type_apart_from_the_check_sequence)
{
    put_head(micro, LINK_ETHERNET);
    w->b[20] = 0x44; /* frames end with four bytes of it */
    put_record(0, 60, 60);
    struct file f = file_of(w->b, w->n);
    void *s = open_it(&f, NULL);
    struct frame frame;
    struct error e;
    cr_assert_eq(pcap_file_source.next(s, &frame, 1, &e), 1);
    cr_expect_eq(frame.link, LINK_ETHERNET);
    pcap_file_source.close(s);
    file_gone(&f);
}

Test(pcap_file, has_no_frames_in_a_mere_head)
{
    struct error e;
    put_head(micro, LINK_ETHERNET);
    cr_expect_eq(count_frames(NULL, &e), 0);
    cr_expect_str_empty(e.s);
}

Test(pcap_file, says_where_it_is_cut)
{
    struct error e;
    put_head(micro, LINK_ETHERNET);
    for (uint32_t i = 0; i < 12; i++)
        put_record(i, 60, 60);
    w->n -= 40;
    cr_expect_eq(count_frames(NULL, &e), 11);
    cr_expect_str_eq(e.s, "is cut in the middle of frame 12 (needs 40 bytes more)");
    w->n -= 20 + 9;
    cr_expect_eq(count_frames(NULL, &e), 11);
    cr_expect_str_eq(e.s, "is cut in the middle of frame 12 (needs 9 bytes more)");
}

Test(pcap_file, counts_every_frame_before_any_cut)
{
    struct error e;
    put_head(micro, LINK_ETHERNET);
    put_record(0, 5, 5);
    put_record(0, 0, 0);
    put_record(0, 7, 7);
    size_t first = 24 + 16 + 5, second = first + 16, n = w->n;
    for (size_t cut = 24; cut < n; cut++) {
        w->n = cut;
        uint64_t whole = cut >= second ? 2 : cut >= first;
        cr_expect_eq(count_frames(NULL, &e), whole, "%zu", cut);
        bool between = cut == 24 || cut == first || cut == second;
        cr_expect_eq(e.s[0] == '\0', between, "%zu: %s", cut, e.s);
    }
}

Test(pcap_file, says_that_a_length_cannot_be)
{
    struct error e;
    put_head(micro, LINK_ETHERNET);
    put_record(0, 60, 60);
    put_32(w, 7);
    put_32(w, 0);
    put_32(w, 262145);
    put_32(w, 262145);
    cr_expect_eq(count_frames(NULL, &e), 1);
    cr_expect_str_eq(e.s, "is damaged: frame 2 would be 262145 bytes long");
}

Test(pcap_file, says_what_is_not_a_capture)
{
    cr_expect_str_eq(refused(NULL).s, "is empty");
    put_text(w, "hello");
    cr_expect_str_eq(refused(NULL).s, "is too short to be a capture file");
    put_text(w, ", this is a text and no capture");
    cr_expect_str_eq(refused(NULL).s, "is not a capture file (pcap or pcapng)");
    struct error e;
    cr_expect_null(pcap_file_source.open("/nowhere/at/all", NULL, &e));
    cr_expect_str_eq(e.s, "cannot be opened: No such file or directory");
    cr_expect_null(pcap_file_source.open("/tmp", NULL, &e));
    cr_expect_str_eq(e.s, "is a directory");
}

Test(pcap_file, passes_over_what_the_filter_does_not_want_but_counts_it)
{
    struct wire *frame = wire_new();
    put_datagram(frame, "hello");
    put_head(micro, LINK_ETHERNET);
    put_record(0, 60, 60);
    put_32(w, 7);
    put_32(w, 0);
    put_32(w, (uint32_t)frame->n);
    put_32(w, (uint32_t)frame->n);
    put_bytes(w, frame->b, frame->n);
    struct file f = file_of(w->b, w->n);
    void *s = open_it(&f, "udp port 5000");
    struct frame out[2];
    struct error e;
    cr_assert_eq(pcap_file_source.next(s, out, 2, &e), 1);
    cr_expect_eq(out[0].frame_no, 2);
    cr_expect_eq(pcap_file_source.next(s, out, 2, &e), SOURCE_END);
    pcap_file_source.close(s);
    file_gone(&f);
    wire_free(frame);
    cr_expect_eq(count_frames("port 5001", &e), 0);
    cr_expect_str_empty(e.s);
    e = refused("port of call");
    cr_expect_eq(strncmp(e.s, "cannot be filtered by \"port of call\": ", 38), 0, "%s", e.s);
}

Test(pcap_file, says_how_far_it_is)
{
    put_head(micro, LINK_ETHERNET);
    put_record(0, 60, 60);
    struct file f = file_of(w->b, w->n);
    void *s = open_it(&f, NULL);
    struct frame frame;
    struct error e;
    cr_assert_eq(pcap_file_source.next(s, &frame, 1, &e), 1);
    uint64_t done = 0, all = 0;
    pcap_file_source.progress(s, &done, &all);
    cr_expect_eq(done, w->n);
    cr_expect_eq(all, w->n);
    pcap_file_source.close(s);
    file_gone(&f);
}

/* Frame i is so long, and filled with that. */
static size_t long_n(size_t i)
{
    return i % 100 == 0 ? 262144 : i * 7919 % 3000;
}

/* Longer than many chunks, with frames that lie across their ends. */
Test(pcap_file, gives_frames_whole_across_chunks)
{
    enum { FRAMES = 3000 };
    put_head(micro, LINK_ETHERNET);
    struct file f = file_of(w->b, w->n);
    FILE *out = fopen(f.path, "ab");
    cr_assert_not_null(out);
    w->little = false;
    for (size_t i = 0; i < FRAMES; i++) {
        w->n = 0;
        put_32(w, 7);
        put_32(w, (uint32_t)i);
        put_32(w, (uint32_t)long_n(i));
        put_32(w, (uint32_t)long_n(i));
        cr_assert_eq(fwrite(w->b, 1, w->n, out), w->n);
        for (size_t j = 0; j < long_n(i); j++)
            (void)putc((int)(i & 0xff), out);
    }
    cr_assert_eq(fclose(out), 0);
    void *s = open_it(&f, NULL);
    struct frame batch[BATCH];
    struct error e;
    size_t seen = 0;
    int n = 0;
    while ((n = pcap_file_source.next(s, batch, BATCH, &e)) > 0)
        for (int i = 0; i < n; i++, seen++) {
            struct bytes in = batch[i].bytes;
            cr_assert_eq(in.n, long_n(seen));
            cr_assert_eq(batch[i].frame_no, seen + 1);
            for (size_t j = 0; j < in.n; j++)
                if (in.p[j] != (seen & 0xff))
                    cr_assert_fail("frame %zu at %zu", seen, j);
        }
    cr_expect_eq(n, SOURCE_END);
    cr_expect_eq(seen, FRAMES);
    pcap_file_source.close(s);
    file_gone(&f);
}
