/* The floor of everything that reads a capture: reads a classic pcap in chunks and touches each
 * packet's headers, and nothing else. What replaying costs is told in multiples of it.
 *
 *   bench_walk FILE [CHUNK_KIB]
 *
 * A file of the machine's own byte order, in whole; one JSON line. */

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FILE_HEAD = 24, RECORD_HEAD = 16, TOUCHED = 64, RECORD_MAX = 262144 + RECORD_HEAD };

struct walk {
    uint64_t packets;
    uint64_t bytes;
    uint64_t sum; /* printed, so that nothing of it is left out */
};

static uint64_t touch(const uint8_t *p, size_t n)
{
    uint64_t sum = 0, word = 0;
    size_t here = n < TOUCHED ? n : TOUCHED;
    for (size_t i = 0; i + sizeof word <= here; i += sizeof word) {
        memcpy(&word, p + i, sizeof word);
        sum += word;
    }
    return sum;
}

/* Of n bytes, the whole records; how many bytes those are. */
static size_t walk_records(struct walk *w, const uint8_t *p, size_t n)
{
    size_t at = 0;
    while (n - at >= RECORD_HEAD) {
        uint32_t captured = 0;
        memcpy(&captured, p + at + 8, sizeof captured);
        if (captured > RECORD_MAX || n - at - RECORD_HEAD < captured)
            break;
        w->sum += touch(p + at + RECORD_HEAD, captured);
        w->packets++;
        w->bytes += captured;
        at += RECORD_HEAD + captured;
    }
    return at;
}

/* The rest of a chunk is moved to in front of the next, which is read to the same aligned place. */
static int walk_file(struct walk *w, int fd, size_t chunk)
{
    enum { PAGE = 4096, SLACK = (RECORD_MAX + PAGE - 1) / PAGE * PAGE };
    uint8_t *buffer = aligned_alloc(PAGE, SLACK + chunk);
    if (buffer == NULL)
        return -1;
    size_t rest = 0;
    size_t head = FILE_HEAD;
    ssize_t got = 0;
    while ((got = read(fd, buffer + SLACK, chunk)) > 0) {
        const uint8_t *p = buffer + SLACK - rest + head;
        size_t n = rest + (size_t)got - head;
        head = 0;
        size_t walked = walk_records(w, p, n);
        rest = n - walked;
        if (rest > SLACK)
            break;
        memmove(buffer + SLACK - rest, p + walked, rest);
    }
    free(buffer);
    return got == 0 && rest == 0 ? 0 : -1;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    size_t kib = argc > 2 ? strtoul(argv[2], NULL, 10) : 1024;
    int fd = argc > 1 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || kib < 4 || kib % 4 != 0) {
        (void)fprintf(stderr, "usage: bench_walk FILE [CHUNK_KIB]\n");
        return EXIT_FAILURE;
    }
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    struct walk w = { 0 };
    int result = walk_file(&w, fd, kib * 1024);
    close(fd);
    if (result != 0) {
        (void)fprintf(stderr, "%s is not a whole pcap file\n", argv[1]);
        return EXIT_FAILURE;
    }
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    printf("{\"name\":\"walk\",\"packets\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"chunk_kib\":%zu,"
           "\"user_s\":%.3f,\"system_s\":%.3f,\"sum\":%" PRIu64 "}\n",
           w.packets, w.bytes, kib, seconds(used.ru_utime), seconds(used.ru_stime), w.sum);
    return EXIT_SUCCESS;
}
