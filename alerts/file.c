/* Alerts as lines of a file, or of standard output.
 *
 * How it works: lines go straight to the system, so that what was delivered is in the file. When a
 * disk is full in the middle of a line, the next try goes on there: the file has no torn line and
 * none twice. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "alerts/sink.h"

enum { LINES_MAX = 64 }; /* in one call of the system: two pieces each */

struct file {
    int fd;
    bool standard;
    size_t lines; /* of the batch that failed, how many are written */
    size_t bytes; /* and of the next one, how much */
    char name[PATH_MAX];
};

static bool say(struct error *e, const struct file *f, int why)
{
    char text[128];
    return fail(e, "cannot write alerts to %s: %s", f->name, strerror_r(why, text, sizeof text));
}

/* Open for appending; never follows standard output to its end: closing ours leaves it open. */
static int open_file(const struct file *f)
{
    if (f->standard)
        return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    return open(f->name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

static void *file_open(const char *where, struct error *e)
{
    struct file *f = calloc(1, sizeof *f);
    if (f == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    f->standard = strcmp(where, "-") == 0;
    (void)snprintf(f->name, sizeof f->name, "%s", f->standard ? "standard output" : where);
    f->fd = open_file(f);
    if (f->fd >= 0)
        return f;
    say(e, f, errno);
    free(f);
    return NULL;
}

/* What is still to be written of the batch, at most LINES_MAX lines; how many pieces that is. */
static int pieces(const struct file *f, const struct batch *b, struct iovec *piece)
{
    static char line_feed[] = "\n";
    size_t n = b->n - f->lines < LINES_MAX ? b->n - f->lines : LINES_MAX;
    for (size_t i = 0; i < n; i++) {
        struct bytes rest = b->line[f->lines + i];
        if (i == 0)
            rest = bytes_after(rest, f->bytes);
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): struct iovec knows no const */
        piece[2 * i] = (struct iovec){ (void *)(uintptr_t)rest.p, rest.n };
        piece[2 * i + 1] = (struct iovec){ line_feed, 1 };
    }
    return (int)(2 * n);
}

/* So many bytes more of the batch are written. */
static void advance(struct file *f, const struct batch *b, size_t n)
{
    f->bytes += n;
    while (f->lines < b->n && f->bytes > b->line[f->lines].n)
        f->bytes -= b->line[f->lines++].n + 1;
}

static bool file_deliver(void *self, const struct batch *b, struct error *e)
{
    struct file *f = self;
    struct iovec piece[2 * LINES_MAX];
    while (f->lines < b->n) {
        ssize_t n = writev(f->fd, piece, pieces(f, b, piece));
        if (n < 0 && errno == EAGAIN) /* somebody made standard output so */
            (void)poll(&(struct pollfd){ f->fd, POLLOUT, 0 }, 1, -1);
        else if (n < 0 && errno != EINTR)
            return say(e, f, errno);
        advance(f, b, n > 0 ? (size_t)n : 0);
    }
    f->lines = 0;
    return true;
}

static bool file_reopen(void *self, struct error *e)
{
    struct file *f = self;
    int fd = f->standard ? f->fd : open_file(f);
    if (fd < 0)
        return say(e, f, errno);
    if (f->standard)
        return true;
    (void)close(f->fd);
    f->fd = fd;
    f->bytes = 0; /* the new file gets the whole of a line that was torn */
    return true;
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
    return f->name;
}

const struct sink file_sink = {
    .name = "file",
    .open = file_open,
    .deliver = file_deliver,
    .close = file_close,
    .reopen = file_reopen,
    .where = file_where,
    .takes_stats = true,
};
