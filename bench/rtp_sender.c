/* Sends the RTP of many cameras out of an interface, as fast as one core can or at a given rate.
 *
 *   bench_rtp_sender INTERFACE SECONDS [--cameras N] [--clear N] [--rate PACKETS_A_SECOND]
 *
 * Camera number i sends from 192.168.20.i to a recorder of its own port, packet by packet in turns
 * with the others: 30 frames of 10 packets a "second" of its RTP clock, the marker on the last one.
 * Of the first `clear` cameras (default: half of them) the payload is H.264 in fragments (RFC 6184
 * section 5.8), of the others random bytes, as of SRTP. One JSON line; `sent` is exactly what the
 * kernel took: a frame that it refused is sent again and counted in `refused`.
 *
 * How it works: a message is a head of its own and a stretch of a pool of random bytes, at a place
 * chosen by chance, so nothing but the head is written here. The UDP checksum is 0, which RFC 768
 * allows. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

enum {
    CAMERAS_MAX = 200,
    BATCH = 64,     /* frames given to the kernel at once */
    POOL = 1 << 18, /* random bytes: stays in the second-level cache */
    IP_AT = 14,
    UDP_AT = 34,
    RTP_AT = 42,
    FU_AT = 54,
    FU_END = 56,
    FRAME = 1400,     /* bytes on the wire without their checksum */
    FRAME_LAST = 900, /* the last packet of a picture */
    PACKETS_A_PICTURE = 10,
    PICTURES_A_KEY = 30, /* every thirtieth can be understood alone */
    TICKS_A_PICTURE = 3000,
    PAYLOAD_TYPE = 96,
    H264_SLICE = 1,
    H264_KEY_SLICE = 5,
    H264_FU_A = 0x7c, /* type 28, of the highest importance */
};

struct camera {
    uint8_t head[FU_END];
    bool clear;
    uint16_t seq;
    uint32_t ticks;
    unsigned packet;  /* of the picture */
    unsigned picture; /* since the last key picture */
};

struct wish {
    unsigned cameras;
    unsigned clear;
    double rate; /* packets a second; 0: no limit */
    double seconds;
};

struct sender {
    int socket;
    struct wish wish;
    struct camera camera[CAMERAS_MAX];
    unsigned turn;
    uint64_t chance;
    uint8_t pool[POOL];
    uint8_t head[BATCH][FU_END];
    struct iovec part[BATCH][2];
    struct mmsghdr message[BATCH];
    uint64_t sent;
    uint64_t bytes;
    uint64_t refused;
};

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void put_be16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static void put_be32(uint8_t *p, uint32_t v)
{
    put_be16(p, v >> 16);
    put_be16(p + 2, v & 0xffff);
}

/* xorshift64: places in the pool need no better chance. */
static uint64_t next_chance(struct sender *s)
{
    s->chance ^= s->chance << 13;
    s->chance ^= s->chance >> 7;
    s->chance ^= s->chance << 17;
    return s->chance;
}

/* ---- frames ---- */

static void begin_camera(struct sender *s, unsigned i)
{
    struct camera *c = &s->camera[i];
    static const uint8_t ethernet[IP_AT] = { 0x02, 0x00, 0x5e, 0x20, 0x00, 0xfa, 0xd4,
                                             0x2d, 0xc5, 0x20, 0x00, 0,    0x08, 0x00 };
    static const uint8_t ip[UDP_AT - IP_AT] = { 0x45, 0, 0,   0,   0,  0, 0x40, 0,   64, 17,
                                                0,    0, 192, 168, 20, 0, 192,  168, 20, 250 };
    memcpy(c->head, ethernet, sizeof ethernet);
    memcpy(c->head + IP_AT, ip, sizeof ip);
    c->head[11] = c->head[29] = (uint8_t)(i + 1);
    put_be16(c->head + UDP_AT, 30000 + 2 * i);
    put_be16(c->head + UDP_AT + 2, 40000 + 2 * i);
    c->head[RTP_AT] = 0x80;
    put_be32(c->head + RTP_AT + 8, (uint32_t)next_chance(s));
    c->head[FU_AT] = H264_FU_A;
    c->clear = i < s->wish.clear;
    c->seq = (uint16_t)next_chance(s);
    c->ticks = (uint32_t)next_chance(s);
}

static unsigned ip_checksum(const uint8_t *p)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < UDP_AT - IP_AT; i += 2)
        sum += (uint32_t)p[i] << 8 | p[i + 1];
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16)) & 0xffff;
}

static void go_on(struct camera *c)
{
    c->seq++;
    c->packet = (c->packet + 1) % PACKETS_A_PICTURE;
    if (c->packet != 0)
        return;
    c->ticks += TICKS_A_PICTURE;
    c->picture = (c->picture + 1) % PICTURES_A_KEY;
}

/* The next packet of the camera whose turn it is, as message number i. */
static void write_message(struct sender *s, size_t i)
{
    struct camera *c = &s->camera[s->turn];
    uint8_t *head = s->head[i];
    bool last = c->packet == PACKETS_A_PICTURE - 1;
    unsigned n = last ? FRAME_LAST : FRAME;
    unsigned head_n = c->clear ? FU_END : FU_AT;
    memcpy(head, c->head, FU_END);
    put_be16(head + IP_AT + 2, n - IP_AT);
    put_be16(head + IP_AT + 4, c->seq);
    put_be16(head + IP_AT + 10, ip_checksum(head + IP_AT));
    put_be16(head + UDP_AT + 4, n - UDP_AT);
    head[RTP_AT + 1] = (uint8_t)(PAYLOAD_TYPE | (last ? 0x80U : 0));
    put_be16(head + RTP_AT + 2, c->seq);
    put_be32(head + RTP_AT + 4, c->ticks);
    unsigned unit = c->picture == 0 ? H264_KEY_SLICE : H264_SLICE;
    head[FU_AT + 1] = (uint8_t)(unit | (c->packet == 0 ? 0x80U : 0) | (last ? 0x40U : 0));
    s->part[i][0].iov_len = head_n;
    s->part[i][1].iov_base = s->pool + next_chance(s) % (POOL - FRAME);
    s->part[i][1].iov_len = n - head_n;
    go_on(c);
    s->turn = (s->turn + 1) % s->wish.cameras;
}

/* ---- sending ---- */

static bool send_batch(struct sender *s)
{
    for (size_t i = 0; i < BATCH; i++)
        write_message(s, i);
    unsigned done = 0;
    while (done < BATCH) {
        int n = sendmmsg(s->socket, s->message + done, BATCH - done, 0);
        if (n < 0 && errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
            return false;
        s->refused += n < 0;
        for (int i = 0; i < n; i++)
            s->bytes += s->message[done + (unsigned)i].msg_len;
        done += n > 0 ? (unsigned)n : 0;
    }
    s->sent += BATCH;
    return true;
}

/* Waits until the next batch is due. */
static void keep_rate(const struct sender *s, double began)
{
    double due = s->wish.rate > 0 ? began + (double)s->sent / s->wish.rate : 0;
    double ahead = due - seconds(CLOCK_MONOTONIC);
    struct timespec nap = { .tv_nsec = ahead < 0.5 ? (long)(ahead * 1e9) : 500000000 };
    if (ahead > 0)
        (void)nanosleep(&nap, NULL);
}

static bool send_all(struct sender *s)
{
    double began = seconds(CLOCK_MONOTONIC);
    while (seconds(CLOCK_MONOTONIC) < began + s->wish.seconds) {
        if (!send_batch(s))
            return false;
        keep_rate(s, began);
    }
    double took = seconds(CLOCK_MONOTONIC) - began;
    printf("{\"name\":\"rtp_sender\",\"cameras\":%u,\"clear\":%u,\"sent\":%" PRIu64
           ",\"bytes\":%" PRIu64 ",\"refused\":%" PRIu64
           ",\"seconds\":%.3f,\"packets_per_s\":%.0f,\"cpu_s\":%.3f}\n",
           s->wish.cameras, s->wish.clear, s->sent, s->bytes, s->refused, took,
           (double)s->sent / took, seconds(CLOCK_PROCESS_CPUTIME_ID));
    return true;
}

/* ---- beginning ---- */

static bool open_socket(struct sender *s, const char *interface)
{
    int yes = 1;
    struct sockaddr_ll to = { .sll_family = AF_PACKET,
                              .sll_ifindex = (int)if_nametoindex(interface) };
    /* Protocol 0: it never receives. */
    s->socket = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    return s->socket >= 0 && to.sll_ifindex > 0 &&
           setsockopt(s->socket, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes) == 0 &&
           bind(s->socket, (struct sockaddr *)&to, sizeof to) == 0;
}

static bool begin(struct sender *s)
{
    for (size_t at = 0; at < POOL; at += 256)
        if (getrandom(s->pool + at, 256, 0) != 256)
            return false;
    memcpy(&s->chance, s->pool, sizeof s->chance);
    s->chance |= 1; /* 0 would stay 0 */
    for (unsigned i = 0; i < s->wish.cameras; i++)
        begin_camera(s, i);
    for (size_t i = 0; i < BATCH; i++) {
        s->part[i][0].iov_base = s->head[i];
        s->message[i].msg_hdr = (struct msghdr){ .msg_iov = s->part[i], .msg_iovlen = 2 };
    }
    return true;
}

static int usage(void)
{
    (void)fprintf(
        stderr,
        "usage: bench_rtp_sender INTERFACE SECONDS [--cameras 1-%d] [--clear N] [--rate N]\n",
        CAMERAS_MAX);
    return EXIT_FAILURE;
}

/* False: something is no option of ours, or out of range. */
static bool read_wish(int argc, char **argv, struct wish *w)
{
    static const struct option options[] = { { "cameras", required_argument, NULL, 'n' },
                                             { "clear", required_argument, NULL, 'c' },
                                             { "rate", required_argument, NULL, 'r' },
                                             { NULL, 0, NULL, 0 } };
    long cameras = 20;
    long clear = -1;
    int option = 0;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == '?')
            return false;
        cameras = option == 'n' ? strtol(optarg, NULL, 10) : cameras;
        clear = option == 'c' ? strtol(optarg, NULL, 10) : clear;
        w->rate = option == 'r' ? strtod(optarg, NULL) : w->rate;
    }
    clear = clear < 0 ? cameras / 2 : clear;
    if (argc - optind != 2 || cameras < 1 || cameras > CAMERAS_MAX || clear > cameras)
        return false;
    w->cameras = (unsigned)cameras;
    w->clear = (unsigned)clear;
    w->seconds = strtod(argv[optind + 1], NULL);
    return w->seconds > 0 && w->rate >= 0;
}

int main(int argc, char **argv)
{
    static struct sender s;
    if (!read_wish(argc, argv, &s.wish))
        return usage();
    if (begin(&s) && open_socket(&s, argv[optind]) && send_all(&s))
        return EXIT_SUCCESS;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    (void)fprintf(stderr, "%s: %s\n", argv[optind], strerror(errno));
    return EXIT_FAILURE;
}
