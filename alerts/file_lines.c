#include "alerts/file_lines.h"

void file_lines_gather(struct file_lines *l, const struct batch *b, enum format f)
{
    size_t used = 0;
    for (l->n = 0; l->n < FILE_LINES_MAX && l->lines + l->n < b->n; l->n++) {
        struct bytes line = b->line[l->lines + l->n];
        if (f != FORMAT_EVE) {
            if (sizeof l->text - used < FORMAT_LINE_MAX)
                return;
            char *at = l->text + used;
            line = (struct bytes){ (const uint8_t *)at, format_write(f, line, at) };
            used += line.n;
        }
        l->line[l->n] = line;
    }
}

/* With its line feed. */
static size_t whole(struct bytes line)
{
    return line.n > 0 ? line.n + 1 : 0;
}

size_t file_lines_next(const struct file_lines *l)
{
    return whole(l->line[0]);
}

size_t file_lines_fitting(const struct file_lines *l, uint64_t room)
{
    uint64_t used = whole(l->line[0]) - l->bytes;
    size_t n = 1;
    for (; n < l->n && used + whole(l->line[n]) <= room; n++)
        used += whole(l->line[n]);
    return n;
}

int file_lines_pieces(const struct file_lines *l, size_t n, struct iovec piece[FILE_PIECES_MAX])
{
    static char line_feed[] = "\n";
    int k = 0;
    for (size_t i = 0; i < n; i++) {
        struct bytes rest = l->line[i];
        if (rest.n == 0)
            continue;
        if (i == 0)
            rest = bytes_after(rest, l->bytes);
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): struct iovec knows no const */
        piece[k++] = (struct iovec){ (void *)(uintptr_t)rest.p, rest.n };
        piece[k++] = (struct iovec){ line_feed, 1 };
    }
    return k;
}

void file_lines_advance(struct file_lines *l, size_t n, size_t written)
{
    l->bytes += written;
    for (size_t i = 0; i < n && l->bytes >= whole(l->line[i]); i++) {
        l->bytes -= whole(l->line[i]);
        l->lines++;
    }
}
