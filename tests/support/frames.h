/* Frames and capture files made by hand, byte after byte. */
#pragma once

#include "capture/decode.h"

enum { WIRE_MAX = 1 << 17 };

struct wire {
    size_t n;
    bool little; /* put_16 and put_32 write the low byte first */
    uint8_t b[WIRE_MAX];
};

struct wire *wire_new(void);
void wire_free(struct wire *w);

void put_8(struct wire *w, unsigned value);
void put_16(struct wire *w, unsigned value);
void put_32(struct wire *w, uint32_t value);
void put_bytes(struct wire *w, const void *p, size_t n);
void put_text(struct wire *w, const char *text);
void put_fill(struct wire *w, unsigned value, size_t n);
/* White space between the digits is passed over. */
void put_hex(struct wire *w, const char *digits);

/* The headers of 192.0.2.9 speaking to 192.0.2.5 (or 2001:db8::9 to 2001:db8::5), from MAC
 * 02:00:00:00:00:09 to 02:00:00:00:00:05; n is what follows the header. */
void put_ethernet(struct wire *w, unsigned type);
void put_ipv4(struct wire *w, unsigned protocol, size_t n);
/* `where`: flags and offset in eights, as they stand in the header. */
void put_ipv4_fragment(struct wire *w, unsigned id, unsigned where, size_t n);
void put_ipv6(struct wire *w, unsigned next, size_t n);
void put_udp(struct wire *w, unsigned from, unsigned to, size_t n);
void put_tcp(struct wire *w, unsigned from, unsigned to, unsigned flags);
/* Ethernet, IPv4 and UDP from port 40000 to 5000, carrying `text`. */
void put_datagram(struct wire *w, const char *text);

/* The frame that w is, whole, one second after 1970. */
struct frame frame_of(const struct wire *w, uint32_t link);

/* Decodes frames, and remembers what came of the last one. Every frame is given in a block of its
 * own, so that a read too far is caught. */
struct bench {
    struct decoder *decoder;
    struct counters counters;
    struct packet p;
    uint8_t *block;
    uint64_t now_ns;
};

struct bench *bench_new(void);
void bench_free(struct bench *b);
bool bench_decode(struct bench *b, const struct wire *w, uint32_t link);
/* As if the capture had kept only the first n bytes. */
bool bench_decode_cut(struct bench *b, const struct wire *w, uint32_t link, size_t n);

/* Fails the test unless the last packet was from 192.0.2.9 to 192.0.2.5 (or their IPv6 likes), from
 * port 40000 to 5000, carrying `text`. */
void bench_expect(const struct bench *b, const char *text);

/* A file in a directory of its own; the caller removes both with file_gone(). */
struct file {
    char folder[64];
    char path[96];
};

struct file file_of(const void *p, size_t n);
void file_gone(const struct file *f);
