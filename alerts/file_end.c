#include "alerts/file_end.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/format.h"

enum { BLOCK = 65536 };

/* All n bytes at that place, or fewer if the file ends. -1: errno says why. */
static ssize_t read_at(int fd, void *to, size_t n, off_t at)
{
    size_t got = 0;
    while (got < n) {
        ssize_t more = pread(fd, (char *)to + got, n - got, at + (off_t)got);
        if (more < 0 && errno != EINTR)
            return -1;
        if (more == 0)
            break;
        got += more > 0 ? (size_t)more : 0;
    }
    return (ssize_t)got;
}

/* Where what follows the last line feed before `end` begins; `least` if there is none from there
 * on. -1: errno says why. */
static off_t begin_of_last(int fd, off_t least, off_t end)
{
    char block[BLOCK];
    while (end > least) {
        off_t from = end - least > BLOCK ? end - BLOCK : least;
        ssize_t n = read_at(fd, block, (size_t)(end - from), from);
        if (n < 0)
            return -1;
        const char *feed = memrchr(block, '\n', (size_t)n);
        if (feed != NULL)
            return from + (feed - block) + 1;
        end = from;
    }
    return least;
}

/* Zeros: the system had given the file its length, and not yet the bytes. */
static bool is_ours(const char *p, size_t n)
{
    static const char *const begins[] = { "{\"", "CEF:0|" };
    if (n > 0 && p[0] == '\0')
        return true;
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        size_t all = strlen(begins[i]);
        if (memcmp(p, begins[i], n < all ? n : all) == 0)
            return true;
    }
    return false;
}

bool file_end_heal(int fd, uint64_t *n)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return false;
    off_t least = st.st_size > FILE_END_MAX ? st.st_size - FILE_END_MAX : 0;
    off_t begin = begin_of_last(fd, least, st.st_size);
    char first[8];
    ssize_t some = begin >= 0 ? read_at(fd, first, sizeof first, begin) : -1;
    if (some < 0)
        return false;
    *n = (uint64_t)begin;
    if (some == 0)
        return true;
    bool too_long = begin == least && least > 0;
    if (!too_long && is_ours(first, (size_t)some))
        return ftruncate(fd, begin) == 0;
    *n = (uint64_t)st.st_size + 1;
    return write(fd, "\n", 1) == 1;
}

static bool is_numbered(int fd, off_t begin, off_t end, char *room, struct bytes *line)
{
    size_t n = (size_t)(end - begin);
    if (n > FORMAT_LINE_MAX || read_at(fd, room, n, begin) != (ssize_t)n)
        return false;
    *line = (struct bytes){ (const uint8_t *)room, n };
    return format_sequence(*line) != 0;
}

enum file_end file_end_last(int fd, char *room, struct bytes *line)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return FILE_END_UNKNOWN;
    off_t least = st.st_size > FILE_END_MAX ? st.st_size - FILE_END_MAX : 0;
    off_t end = begin_of_last(fd, least, st.st_size); /* what is torn is not looked at */
    while (end > least) {
        off_t begin = begin_of_last(fd, least, end - 1);
        if (begin < 0 || (begin == least && least > 0))
            return FILE_END_UNKNOWN;
        if (is_numbered(fd, begin, end - 1, room, line))
            return FILE_END_FOUND;
        end = begin;
    }
    return least == 0 && end == 0 ? FILE_END_ELSEWHERE : FILE_END_UNKNOWN;
}
