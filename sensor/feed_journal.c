#include "sensor/feed_journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sensor/feed_recent.h"

enum { MODE = 0640, OWNER_MAX = 512, FOLDER_MAX = 100000 };
enum { JOURNAL_MAX = OWNER_MAX + 128 + STREAM_PAGE_MAX * (STREAM_ID_MAX + 1) };

static const char last_line[] = "end\n";

struct feed_journal {
    char path[PATH_MAX]; /* of the lines */
    char name[PATH_MAX]; /* of the journal */
    char owner[OWNER_MAX];
    int fd;       /* of the journal; -1: there is none */
    int lines_fd; /* of the file that is appended to now; -1: none */
    size_t n;     /* entries of the batch */
    struct stream_id id[STREAM_PAGE_MAX];
    struct feed_recent recent;
};

/* What the journal says of the file. */
struct place {
    uint64_t inode;
    uint64_t offset; /* where the batch begins */
};

static bool cannot(struct error *e, const char *what, const char *name)
{
    return fail(e, "cannot %s %s: %s", what, name, strerrordesc_np(errno));
}

/* ---- what an earlier run has left ---- */

/* The next word of a line: a number, 0 to `most`. */
static bool take_number(struct cursor *line, uint64_t most, uint64_t *n)
{
    struct bytes word = take_word(line);
    *n = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] < '0' || word.p[i] > '9' || *n > UINT64_MAX / 10 - 1)
            return false;
        *n = *n * 10 + (word.p[i] - (unsigned)'0');
    }
    return word.n > 0 && *n <= most;
}

static bool take_place(struct feed_journal *j, struct cursor *c, struct place *p)
{
    struct cursor line = cursor_over(take_line(c));
    uint64_t n = 0;
    bool taken = take_number(&line, UINT64_MAX, &p->inode) &&
                 take_number(&line, INT64_MAX, &p->offset) &&
                 take_number(&line, STREAM_PAGE_MAX, &n);
    j->n = (size_t)n;
    return taken;
}

/* A journal without an end was not begun: then nothing was written either. */
static bool take_journal(struct feed_journal *j, struct bytes text, struct place *p)
{
    size_t owner = strlen(j->owner);
    if (text.n < owner || memcmp(text.p, j->owner, owner) != 0)
        return false;
    struct cursor c = cursor_over(bytes_after(text, owner));
    if (!take_place(j, &c, p))
        return false;
    for (size_t i = 0; i < j->n; i++) {
        struct bytes id = take_line(&c);
        (void)snprintf(j->id[i].s, sizeof j->id[i].s, "%.*s", (int)id.n, (const char *)id.p);
    }
    return bytes_equal(cursor_rest(&c), bytes_of_text(last_line));
}

/* The file with this inode, among the neighbours of the path: it was given another name since. -1:
 * there is none. */
static int open_renamed(const struct feed_journal *j, uint64_t inode)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(j->path, '/');
    (void)snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - j->path + 1) : 1,
                   slash != NULL ? j->path : ".");
    DIR *d = opendir(folder);
    int fd = -1;
    for (size_t i = 0; d != NULL && fd < 0 && i < FOLDER_MAX; i++) {
        const struct dirent *entry = readdir(d); /* NOLINT(concurrency-mt-unsafe): ours alone */
        if (entry == NULL)
            break;
        if (entry->d_ino == inode && entry->d_type == DT_REG)
            fd = openat(dirfd(d), entry->d_name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    }
    if (d != NULL)
        (void)closedir(d);
    return fd;
}

static int open_written(const struct feed_journal *j, uint64_t inode)
{
    struct stat st;
    int fd = open(j->path, O_RDWR | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_ino == inode)
        return fd;
    if (fd >= 0)
        (void)close(fd);
    return open_renamed(j, inode);
}

/* How many lines of at most `most` stand behind *offset, which goes to the end of the last. */
static size_t count_lines(int fd, uint64_t *offset, size_t most)
{
    uint8_t piece[1 << 14];
    size_t lines = 0;
    uint64_t at = *offset;
    ssize_t n = 1;
    while (lines < most && (n = pread(fd, piece, sizeof piece, (off_t)at)) > 0) {
        for (ssize_t i = 0; i < n && lines < most; i++) {
            if (piece[i] != '\n')
                continue;
            lines++;
            *offset = at + (uint64_t)i + 1;
        }
        at += (uint64_t)n;
    }
    return lines;
}

/* Of a batch that was not written to its end, what is behind the last whole line is torn. */
static bool look_at_lines(struct feed_journal *j, struct place p, struct error *e)
{
    struct stat st;
    int fd = open_written(j, p.inode);
    if (fd < 0)
        return true;
    bool ok = fstat(fd, &st) == 0;
    if (ok && (uint64_t)st.st_size >= p.offset) {
        size_t lines = count_lines(fd, &p.offset, j->n);
        ok = lines == j->n || ftruncate(fd, (off_t)p.offset) == 0;
        feed_recent_add(&j->recent, j->id, lines);
    }
    ok = ok || cannot(e, "mend", j->path);
    (void)close(fd);
    return ok;
}

static bool recover(struct feed_journal *j, struct error *e)
{
    uint8_t text[JOURNAL_MAX + 1];
    struct place p = { 0 };
    ssize_t n = pread(j->fd, text, sizeof text, 0);
    if (n < 0)
        return cannot(e, "read", j->name);
    if (!take_journal(j, (struct bytes){ text, (size_t)n }, &p)) {
        j->n = 0;
        return true;
    }
    return look_at_lines(j, p, e);
}

/* ---- this run ---- */

static bool open_journal(struct feed_journal *j, struct error *e)
{
    j->fd = open(j->name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, MODE);
    if (j->fd < 0)
        return cannot(e, "write", j->name);
    if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? fail(e, "another feed writes %s", j->path)
                                    : cannot(e, "lock", j->name);
    return recover(j, e) && feed_journal_reopen(j, e);
}

bool feed_journal_reopen(struct feed_journal *j, struct error *e)
{
    if (j->fd < 0)
        return true;
    int fd = open(j->path, O_WRONLY | O_CREAT | O_CLOEXEC, MODE);
    if (fd < 0)
        return cannot(e, "write alerts to", j->path);
    if (j->lines_fd >= 0)
        (void)close(j->lines_fd);
    j->lines_fd = fd;
    return true;
}

static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

struct feed_journal *feed_journal_open(const char *path, const char *key, const char *group,
                                       struct error *e)
{
    struct feed_journal *j = calloc(1, sizeof *j);
    if (j == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    j->fd = j->lines_fd = -1;
    if (path == NULL || is_special(path))
        return j;
    bool fits = snprintf(j->path, sizeof j->path, "%s", path) < (int)sizeof j->path &&
                snprintf(j->name, sizeof j->name, "%s.feed", path) < (int)sizeof j->name &&
                snprintf(j->owner, sizeof j->owner, "camwarden feed 1\n%s\n%s\n", key, group) <
                    (int)sizeof j->owner;
    if ((fits || fail(e, "the names of the file, the stream or the group are too long")) &&
        open_journal(j, e))
        return j;
    feed_journal_close(j);
    return NULL;
}

void feed_journal_close(struct feed_journal *j)
{
    if (j == NULL)
        return;
    if (j->lines_fd >= 0)
        (void)close(j->lines_fd);
    if (j->fd >= 0)
        (void)close(j->fd);
    free(j);
}

bool feed_journal_knows(const struct feed_journal *j, const struct stream_id *id)
{
    return feed_recent_has(&j->recent, id);
}

/* The journal is empty before it is written: one that was torn has no end. */
static bool put_journal(const struct feed_journal *j, const struct stat *st)
{
    char text[JOURNAL_MAX];
    int n = snprintf(text, sizeof text, "%s%" PRIu64 " %" PRIu64 " %zu\n", j->owner,
                     (uint64_t)st->st_ino, (uint64_t)st->st_size, j->n);
    for (size_t i = 0; i < j->n; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s\n", j->id[i].s);
    n += snprintf(text + n, sizeof text - (size_t)n, "%s", last_line);
    if (ftruncate(j->fd, 0) != 0)
        return false;
    ssize_t put = pwrite(j->fd, text, (size_t)n, 0);
    if (put >= 0 && put < n)
        errno = ENOSPC;
    return put == n && fdatasync(j->fd) == 0;
}

bool feed_journal_begin(struct feed_journal *j, const struct stream_id *id, size_t n,
                        struct error *e)
{
    j->n = n;
    memcpy(j->id, id, n * sizeof *id);
    if (j->fd < 0)
        return true;
    struct stat st;
    if (fstat(j->lines_fd, &st) != 0)
        return cannot(e, "write alerts to", j->path);
    return put_journal(j, &st) || cannot(e, "write", j->name);
}

bool feed_journal_end(struct feed_journal *j, struct error *e)
{
    if (j->lines_fd >= 0 && fdatasync(j->lines_fd) != 0)
        return cannot(e, "write alerts to", j->path);
    feed_recent_add(&j->recent, j->id, j->n);
    return true;
}
