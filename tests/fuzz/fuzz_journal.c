/* FILE.feed, in which `camwarden feed` notes what it is about to write, as a disk may have left it,
 * and the file beside it: the first line of the input is how long that is, two bytes; then it, then
 * the journal. In the journal the inode of the file is put in the place of '@'. Whatever stands
 * there, the next run begins, knows what it writes itself, and the run after that knows it, too. */

#include "sensor/feed_journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "alerts/file_end.h"
#include "sensor/feed_line.h"
#include "tests/fuzz/scratch.h"

#include <fcntl.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 16 };

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void write_journal(struct bytes text, uint64_t inode)
{
    static uint8_t out[2 * ROOM];
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < ROOM; i++) {
        if (text.p[i] == '@')
            n += (size_t)snprintf((char *)out + n, 24, "%" PRIu64, inode);
        else
            out[n++] = text.p[i];
    }
    scratch_write("eve.json.feed", (struct bytes){ out, n }, 0600);
}

/* Appends lines as the feed does; how many of the batch's entries are written is `lines`. */
static void run(const char *path, const char *first, size_t lines, bool to_the_end)
{
    static const struct stream_id others[2] = { { "1795420800000-7" }, { "1795420800001-0" } };
    struct error e = { "" };
    struct stream_id id[3] = { { "" }, others[0], others[1] };
    (void)snprintf(id[0].s, sizeof id[0].s, "%s", first);
    struct feed_journal *j = feed_journal_open(path, "camwarden:alerts", "siem", &e);
    check(j != NULL);
    check(feed_journal_begin(j, id, 3, &e));
    FILE *f = fopen(path, "ae");
    check(f != NULL);
    for (size_t i = 0; i < lines; i++)
        check(fputs("{}\n", f) >= 0);
    check(fclose(f) == 0);
    if (to_the_end)
        check(feed_journal_end(j, &e) && feed_journal_knows(j, &id[2]));
    feed_journal_close(j);
}

static void look_for(const char *path, size_t lines)
{
    static const struct stream_id id[3] = { { "5-1" },
                                            { "1795420800000-7" },
                                            { "1795420800001-0" } };
    struct error e = { "" };
    struct feed_journal *j = feed_journal_open(path, "camwarden:alerts", "siem", &e);
    check(j != NULL);
    for (size_t i = 0; i < 3; i++)
        check(feed_journal_knows(j, &id[i]) == (i < lines));
    feed_journal_close(j);
}

/* How the sink of files begins: it looks at the end of what is there. */
static void heal(const char *path)
{
    static char room[FORMAT_LINE_MAX];
    struct bytes line;
    uint64_t n = 0;
    int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    check(fd >= 0 && file_end_heal(fd, &n));
    if (file_end_last(fd, room, &line) == FILE_END_FOUND)
        check(format_sequence(line) != 0 && line.n <= sizeof room);
    check(close(fd) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[SCRATCH_PATH];
    struct stat st;
    struct cursor c = cursor_over((struct bytes){ data, size });
    if (size < 3 || size > ROOM)
        return 0;
    uint16_t head = take_be16(&c);
    struct bytes lines = bytes_first(cursor_rest(&c), head % 4096);
    skip(&c, lines.n);
    for (enum format f = FORMAT_EVE; f <= FORMAT_ECS; f++)
        (void)feed_line_has_form(lines, f);
    check(!feed_line_good(lines) || memchr(lines.p, '\n', lines.n) == NULL);
    scratch_path("eve.json", path);
    scratch_write("eve.json", lines, 0600);
    check(stat(path, &st) == 0);
    write_journal(cursor_rest(&c), st.st_ino);
    heal(path);
    size_t written = head >> 14;
    run(path, "5-1", written, head % 2 == 0);
    look_for(path, written);
    return 0;
}
