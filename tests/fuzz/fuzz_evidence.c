/* A message as it may leave the sensor: the first byte says how it travels, the second from which
 * port, the third how much of it was captured. Each byte of what is written is what was there, or
 * hidden, and the frame that holds it fits its room. */

#include <stdlib.h>

#include "capture/decode.h"
#include "evidence/kept_frame.h"
#include "evidence/mask.h"
#include "evidence/pcapng_out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADERS = 14 + 20 + 20, MESSAGE_MAX = 4096, FILE_ROOM = 1 << 16 };

static const uint16_t ports[] = { 80,  554, 443,  25,   21,   110,  23,  514,
                                  161, 162, 1900, 3702, 5004, 8080, 123, 40001 };

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* Ethernet and IPv4 without options; TCP or UDP. */
static size_t put_headers(uint8_t *to, bool udp, uint16_t from, size_t n)
{
    static const uint8_t head[] = { 2, 0, 0, 0, 0, 5,  2, 0, 0, 0,   0, 9, 0x08, 0x00, 0x45, 0, 0,
                                    0, 0, 1, 0, 0, 64, 0, 0, 0, 192, 0, 2, 9,    192,  0,    2, 5 };
    size_t transport_n = udp ? 8 : 20, all = 20 + transport_n + n;
    memset(to, 0, HEADERS);
    memcpy(to, head, sizeof head);
    to[16] = (uint8_t)(all >> 8);
    to[17] = (uint8_t)all;
    to[23] = udp ? 17 : 6;
    to[34] = (uint8_t)(from >> 8);
    to[35] = (uint8_t)from;
    to[36] = 0x9c;
    to[37] = 0x40;
    to[46] = udp ? to[46] : 0x50;
    if (udp) {
        to[38] = (uint8_t)((n + 8) >> 8);
        to[39] = (uint8_t)(n + 8);
    }
    return 34 + transport_n;
}

static void check_masked(struct bytes was, const uint8_t *is)
{
    for (size_t i = 0; i < was.n; i++)
        check(is[i] == was.p[i] || is[i] == 'x');
}

static void keep(struct decoder *decoder, struct frame *f)
{
    static struct kept_frame kept;
    static uint8_t room[FILE_ROOM];
    struct packet p;
    f->time_ns += UINT64_C(3600000000000);
    if (!decode(decoder, f, &p))
        return;
    uint8_t *out = malloc(p.payload.n + 1); /* so that a byte too far is caught */
    check(out != NULL);
    mask_payload(&p, out + 1);
    check_masked(p.payload, out + 1);
    free(out);
    kept_frame_of(f, &p, &kept);
    check(kept.n <= KEPT_FRAME_MAX && kept.n <= f->bytes.n && kept.wire_n >= kept.n);
    struct pcapng_out w = { .out = room, .room = sizeof room };
    pcapng_out_begin(&w, "fuzzed", "a comment");
    pcapng_out_frame(&w, &kept, "3.5");
    check(!w.full && w.n <= sizeof room && w.n % 4 == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct counters counters;
    static struct decoder *decoder;
    static struct frame f = { .link = LINK_ETHERNET };
    if (decoder == NULL)
        decoder = decoder_new(&counters);
    if (size < 3 || size > MESSAGE_MAX)
        return 0;
    size_t n = size - 3;
    uint8_t *own = malloc(HEADERS + n);
    check(decoder != NULL && own != NULL);
    size_t head =
        put_headers(own, (data[0] & 1) != 0, ports[data[1] % (sizeof ports / sizeof ports[0])], n);
    memcpy(own + head, data + 3, n);
    size_t cut = data[2] < n ? data[2] : n;
    f.frame_no++;
    f.wire_n = (uint32_t)(head + n);
    f.bytes = (struct bytes){ own, head + n - cut };
    keep(decoder, &f);
    free(own);
    return 0;
}
