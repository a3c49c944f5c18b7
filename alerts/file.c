/* Alerts as lines of a file, or of standard output.
 *
 * How it works: lines go straight to the system, so that what was delivered is in the file (and on
 * the disk when the system puts it there). When a disk is full in the middle of a line, the next
 * try goes on there; when the program was killed there, the next run cuts the torn line off. So the
 * file has no torn line and none twice, and can tell which was the last. Who writes it alone holds
 * a lock on it (flock); a file that others write too is neither cut nor rotated. */
/* syscalls(sensor, replay, feed): openat, open, flock: the file, opened and opened anew. */
/* syscalls(sensor, replay, feed): ftruncate, pread64: the file, opened and opened anew. */
/* syscalls(sensor, replay, feed): poll, ppoll: a pipe takes more. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/file_end.h"
#include "alerts/file_lines.h"
#include "alerts/file_turn.h"
#include "alerts/sink.h"

enum { PATIENCE = 8 };

struct file {
    int fd;
    struct file_place place;
    bool alone;     /* a regular file that nobody else writes */
    bool tried;     /* whether it can be rotated */
    bool told;      /* that it cannot */
    uint64_t size;  /* of a file that is to be rotated */
    uint64_t limit; /* of its size; 0: none */
    struct file_lines todo;
};

static bool say(struct error *e, const struct file *f, int why)
{
    char text[128];
    return fail(e, "cannot write alerts to %s: %s", f->place.name,
                strerror_r(why, text, sizeof text));
}

/* ---- opening ---- */

/* Open for appending, a regular file for reading too. Standard output never to its end: closing
 * ours leaves it open. */
static int open_file(const struct file_place *p)
{
    enum { APPEND = O_APPEND | O_CREAT | O_CLOEXEC, MODE = 0640 };
    if (p->standard)
        return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    struct stat st;
    int fd = open(p->name, O_WRONLY | APPEND, MODE);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return fd;
    (void)close(fd);
    return open(p->name, O_RDWR | APPEND, MODE);
}

/* Goes on in that one, from a whole line. Closes it if it cannot. */
static bool take_file(struct file *f, int fd)
{
    struct stat st;
    bool regular = !f->place.standard && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    bool alone = regular && flock(fd, LOCK_EX | LOCK_NB) == 0;
    uint64_t size = 0;
    if (alone && !file_end_heal(fd, &size)) {
        int why = errno;
        (void)close(fd);
        errno = why;
        return false;
    }
    f->fd = fd;
    f->alone = alone;
    f->size = size;
    f->limit = regular ? f->place.rotate_bytes : 0;
    f->todo.bytes = 0;
    return true;
}

static void *file_open(const char *where, struct error *e)
{
    struct file *f = calloc(1, sizeof *f);
    if (f == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    bool known = file_place_read(where, &f->place, e);
    int fd = known ? open_file(&f->place) : -1;
    if (fd >= 0 && take_file(f, fd))
        return f;
    if (known)
        say(e, f, errno);
    free(f);
    return NULL;
}

/* ---- rotation ---- */

static bool is_same(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* Another one has its name now, or none: somebody has rotated it. */
static bool lost_its_name(const struct file *f)
{
    struct stat ours, now;
    return fstat(f->fd, &ours) == 0 &&
           (stat(f->place.name, &now) != 0 ? errno == ENOENT : !is_same(&ours, &now));
}

static bool turn(struct file *f, struct error *e)
{
    if (!f->alone)
        return fail(e, "cannot rotate %s: somebody else writes to it", f->place.name);
    bool put_aside = lost_its_name(f);
    if (!put_aside && !file_turn(&f->place, e))
        return false;
    int fd = open_file(&f->place);
    int old = f->fd;
    if (fd >= 0 && take_file(f, fd)) {
        (void)close(old);
        return true;
    }
    say(e, f, errno);
    if (!put_aside)
        file_turn_back(&f->place);
    return false;
}

/* What cannot be rotated grows on, and is tried again when it has grown by an eighth. */
static void rotate(struct file *f)
{
    struct error e;
    bool turned = turn(f, &e);
    if (!turned && !f->told)
        (void)fprintf(stderr, "camwarden: %s; going on in the same file\n", e.s);
    f->told = !turned;
    if (!turned)
        f->limit = f->size + f->place.rotate_bytes / PATIENCE;
}

/* Said early, and not only when the file is full: in a live sensor this is the first time that it
 * is used with the rights that are left. */
static void try_rotation(struct file *f)
{
    struct error e;
    struct stat st;
    if (f->limit != 0 && fstat(f->fd, &st) == 0)
        f->size = (uint64_t)st.st_size;
    if (f->limit == 0 || f->tried)
        return;
    f->tried = true;
    f->told = !file_turn_try(&f->place, &e);
    if (f->told)
        (void)fprintf(stderr, "camwarden: %s; it will grow\n", e.s);
}

/* ---- delivering ---- */

/* How many of the gathered lines the file takes, a new one if need be; at least one. */
static size_t fitting(struct file *f)
{
    if (f->limit == 0)
        return f->todo.n;
    bool between = f->todo.bytes == 0 && f->size > 0;
    if (between && f->size + file_lines_next(&f->todo) > f->limit)
        rotate(f);
    return file_lines_fitting(&f->todo, f->limit > f->size ? f->limit - f->size : 0);
}

static void advance(struct file *f, size_t n, size_t written)
{
    f->size += written;
    file_lines_advance(&f->todo, n, written);
}

static bool file_deliver(void *self, const struct batch *b, struct error *e)
{
    struct file *f = self;
    struct iovec piece[FILE_PIECES_MAX];
    try_rotation(f);
    while (f->todo.lines < b->n) {
        file_lines_gather(&f->todo, b, f->place.format);
        size_t n = fitting(f);
        int k = file_lines_pieces(&f->todo, n, piece);
        ssize_t written = k > 0 ? writev(f->fd, piece, k) : 0;
        if (written < 0 && errno == EAGAIN) /* somebody made standard output so */
            (void)poll(&(struct pollfd){ f->fd, POLLOUT, 0 }, 1, -1);
        else if (written < 0 && errno != EINTR)
            return say(e, f, errno);
        else if (written >= 0)
            advance(f, n, (size_t)written);
    }
    f->todo.lines = 0;
    return true;
}

/* ---- the rest ---- */

/* The old file keeps no part of a line: the new one gets the whole of it. */
static void leave(const struct file *f, int fd, bool alone, size_t torn)
{
    struct stat st;
    if (alone && torn > 0 && fstat(fd, &st) == 0 && (uint64_t)st.st_size >= torn &&
        ftruncate(fd, st.st_size - (off_t)torn) != 0)
        (void)fprintf(stderr, "camwarden: a torn line is left in the old %s\n", f->place.name);
    (void)close(fd);
}

static bool file_reopen(void *self, struct error *e)
{
    struct file *f = self;
    if (f->place.standard)
        return true;
    int fd = open_file(&f->place);
    if (fd < 0)
        return say(e, f, errno);
    f->tried = f->told = false;
    struct stat ours, now;
    if (fstat(fd, &now) == 0 && fstat(f->fd, &ours) == 0 && is_same(&ours, &now)) {
        (void)close(fd);
        return true;
    }
    int old = f->fd;
    bool alone = f->alone;
    size_t torn = f->todo.bytes;
    if (!take_file(f, fd))
        return say(e, f, errno);
    leave(f, old, alone, torn);
    return true;
}

static bool file_last(void *self, struct bytes *line)
{
    struct file *f = self;
    char before[PATH_MAX];
    if (!f->alone)
        return false;
    enum file_end found = file_end_last(f->fd, f->todo.text, line);
    if (found != FILE_END_ELSEWHERE || !file_turn_name(&f->place, 1, before))
        return found == FILE_END_FOUND;
    int fd = open(before, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return false;
    found = file_end_last(fd, f->todo.text, line);
    (void)close(fd);
    return found == FILE_END_FOUND;
}

static bool file_close(void *self, struct error *e)
{
    struct file *f = self;
    bool ok = close(f->fd) == 0 || say(e, f, errno);
    free(f);
    return ok;
}

static const char *file_where(const void *self)
{
    const struct file *f = self;
    return f->place.name;
}

const struct sink file_sink = {
    .name = "file",
    .open = file_open,
    .deliver = file_deliver,
    .close = file_close,
    .reopen = file_reopen,
    .where = file_where,
    .takes_stats = true,
    .last = file_last,
};
