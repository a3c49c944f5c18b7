#include <criterion/criterion.h>

#include "tests/support/frames.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

enum { BATCH = 16, FRAMES = 500 };

static struct wire *w;

static void put_head(unsigned minor)
{
    put_32(w, 0xa1b2c3d4);
    put_16(w, 2);
    put_16(w, minor);
    put_32(w, 0);
    put_32(w, 0);
    put_32(w, 65535);
    put_32(w, LINK_ETHERNET);
}

static void put_records(int n)
{
    struct wire *frame = wire_new();
    put_datagram(frame, "hello");
    for (int i = 0; i < n; i++) {
        put_32(w, 7);
        put_32(w, 123);
        put_32(w, (uint32_t)frame->n);
        put_32(w, (uint32_t)frame->n);
        put_bytes(w, frame->b, frame->n);
    }
    wire_free(frame);
}

static void begin(void)
{
    w = wire_new();
    put_head(4);
    put_records(FRAMES);
}

static void end(void)
{
    wire_free(w);
}

TestSuite(pcap_stream, .init = begin, .fini = end);

/* How many frames `path` has; e: what ended them, or empty. */
static uint64_t count_frames(const char *path, const char *filter, struct error *e)
{
    const struct source *source = source_for(path, e);
    cr_assert_not_null(source, "%s", e->s);
    void *s = source->open(path, filter, e);
    cr_assert_not_null(s, "%s", e->s);
    struct frame batch[BATCH];
    uint64_t frames = 0;
    int n = 0;
    e->s[0] = '\0';
    while ((n = source->next(s, batch, BATCH, e)) > 0)
        for (int i = 0; i < n; i++) {
            cr_assert_eq(batch[i].frame_no, ++frames);
            cr_assert_eq(batch[i].time_ns, UINT64_C(7000123000));
            cr_assert_eq(batch[i].link, LINK_ETHERNET);
            cr_assert_eq(batch[i].bytes.n, 14 + 20 + 8 + 5);
            cr_assert_eq(batch[i].bytes.p[0], 2);
        }
    cr_expect_eq(source->next(s, batch, BATCH, e), SOURCE_END);
    source->close(s);
    return frames;
}

/* Writes w to fd in pieces that fit nothing. */
static void dribble(int fd)
{
    for (size_t at = 0; at < w->n; at += 37)
        cr_assert_gt(write(fd, w->b + at, at + 37 < w->n ? 37 : w->n - at), 0);
}

/* Another process writes w to a pipe; its reading end. */
static int pipe_of_w(pid_t *writer)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    *writer = fork();
    if (*writer == 0) {
        close(ends[0]);
        dribble(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

Test(pcap_stream, reads_standard_input)
{
    pid_t writer = 0;
    int fd = pipe_of_w(&writer), kept = dup(STDIN_FILENO);
    dup2(fd, STDIN_FILENO);
    struct error e = { "" };
    cr_expect_eq(count_frames("-", NULL, &e), FRAMES);
    cr_expect_str_empty(e.s);
    dup2(kept, STDIN_FILENO);
    close(kept);
    close(fd);
    waitpid(writer, NULL, 0);
}

Test(pcap_stream, reads_a_named_pipe)
{
    struct file f = file_of("", 0);
    (void)unlink(f.path);
    cr_assert_eq(mkfifo(f.path, 0600), 0);
    w->n -= 3;
    pid_t writer = fork();
    if (writer == 0) {
        dribble(open(f.path, O_WRONLY));
        _exit(0);
    }
    struct error e = { "" };
    cr_expect_eq(count_frames(f.path, NULL, &e), FRAMES - 1);
    cr_expect_str_eq(e.s, "is cut in the middle of frame 500 (needs 3 bytes more)");
    waitpid(writer, NULL, 0);
    file_gone(&f);
}

/* w inside gzip, the first `at` bytes of it in a member of their own. */
static struct file packed(size_t at)
{
    struct file f = file_of("", 0);
    for (int part = 0; part < 2; part++) {
        gzFile out = gzopen(f.path, "ab");
        cr_assert_not_null(out);
        const uint8_t *p = part == 0 ? w->b : w->b + at;
        size_t n = part == 0 ? at : w->n - at;
        cr_assert_eq(gzwrite(out, p, (unsigned)n), (int)n);
        cr_assert_eq(gzclose(out), Z_OK);
    }
    return f;
}

Test(pcap_stream, reads_gzip_in_several_members)
{
    struct file f = packed(1000);
    struct error e = { "" };
    cr_expect_eq(source_for(f.path, &e), &pcap_stream_source);
    cr_expect_eq(count_frames(f.path, NULL, &e), FRAMES);
    cr_expect_str_empty(e.s);
    cr_expect_eq(count_frames(f.path, "tcp", &e), 0);
    cr_expect_str_empty(e.s);
    file_gone(&f);
}

static void expect_cut_gzip(const struct file *f, off_t n, const char *why)
{
    struct error e = { "" };
    cr_assert_eq(truncate(f->path, n), 0);
    cr_expect_leq(count_frames(f->path, NULL, &e), FRAMES);
    cr_expect_str_eq(e.s, why);
}

Test(pcap_stream, says_that_gzip_is_cut_or_damaged)
{
    struct file f = packed(1000);
    struct stat st;
    cr_assert_eq(stat(f.path, &st), 0);
    expect_cut_gzip(&f, st.st_size - 4, "is cut: its gzip does not end");
    file_gone(&f);
    f = packed(1000);
    int fd = open(f.path, O_WRONLY);
    cr_assert_eq(pwrite(fd, "XXXX", 4, st.st_size - 8), 4); /* the check sum */
    close(fd);
    struct error e = { "" };
    cr_expect_leq(count_frames(f.path, NULL, &e), FRAMES);
    cr_expect_str_eq(e.s, "is damaged: its gzip cannot be unpacked");
    file_gone(&f);
}

Test(pcap_stream, leaves_old_forms_to_libpcap)
{
    w->n = 0;
    put_head(2);
    put_records(FRAMES);
    struct file f = file_of(w->b, w->n);
    struct error e = { "" };
    cr_expect_eq(source_for(f.path, &e), &pcap_stream_source);
    cr_expect_eq(count_frames(f.path, NULL, &e), FRAMES);
    cr_expect_str_empty(e.s);
    cr_expect_eq(count_frames(f.path, "tcp", &e), 0);
    cr_assert_eq(truncate(f.path, (off_t)w->n - 5), 0);
    cr_expect_eq(count_frames(f.path, NULL, &e), FRAMES - 1);
    cr_expect_eq(strncmp(e.s, "cannot be read after frame 499: ", 32), 0, "%s", e.s);
    file_gone(&f);
}

Test(pcap_stream, chooses_a_reader_by_the_first_bytes)
{
    struct file f = file_of(w->b, w->n);
    struct error e = { "" };
    cr_expect_eq(source_for(f.path, &e), &pcap_file_source);
    cr_expect_eq(source_for("-", &e), &pcap_stream_source);
    cr_expect_null(source_for("/nowhere/at/all", &e));
    cr_expect_str_eq(e.s, "cannot be opened: No such file or directory");
    file_gone(&f);
}

static void expect_refused(const char *text, size_t n, const char *why)
{
    struct file f = file_of(text, n);
    struct error e = { "" };
    const struct source *source = source_for(f.path, &e);
    cr_assert_not_null(source);
    cr_expect_null(source->open(f.path, NULL, &e));
    cr_expect_eq(strncmp(e.s, why, strlen(why)), 0, "%s", e.s);
    file_gone(&f);
}

Test(pcap_stream, says_what_is_not_a_capture)
{
    expect_refused("", 0, "is empty");
    expect_refused("hello, this is a text and no capture", 36, "is not a capture file: ");
    expect_refused("\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0", 20,
                   "is empty inside its gzip");
}
