/* Alerts as lines of a file, or of standard output. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alerts/sink.h"

struct file {
    FILE *to;
    char name[256];
};

static bool say(struct error *e, const char *name, int why)
{
    char text[128];
    return fail(e, "cannot write alerts to %s: %s", name, strerror_r(why, text, sizeof text));
}

/* Open for appending; never follows standard output to its end: closing ours leaves it open. */
static FILE *open_stream(const char *where)
{
    bool standard = strcmp(where, "-") == 0;
    int fd = standard ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                      : open(where, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return NULL;
    FILE *to = fdopen(fd, "a");
    if (to == NULL)
        (void)close(fd);
    return to;
}

static void *file_open(const char *where, struct error *e)
{
    struct file *f = calloc(1, sizeof *f);
    if (f == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    (void)snprintf(f->name, sizeof f->name, "%s",
                   strcmp(where, "-") == 0 ? "standard output" : where);
    f->to = open_stream(where);
    if (f->to != NULL)
        return f;
    say(e, f->name, errno);
    free(f);
    return NULL;
}

static bool file_deliver(void *self, const struct batch *b, struct error *e)
{
    struct file *f = self;
    for (size_t i = 0; i < b->n; i++) {
        bool written = fwrite(b->line[i].p, 1, b->line[i].n, f->to) == b->line[i].n;
        if (!written || putc('\n', f->to) == EOF)
            return say(e, f->name, errno);
    }
    return fflush(f->to) == 0 || say(e, f->name, errno);
}

static bool file_close(void *self, struct error *e)
{
    struct file *f = self;
    bool ok = fclose(f->to) == 0 || say(e, f->name, errno);
    free(f);
    return ok;
}

const struct sink file_sink = {
    .name = "file",
    .open = file_open,
    .deliver = file_deliver,
    .close = file_close,
};
