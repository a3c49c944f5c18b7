#include "tests/support/frames.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SECOND = 1000000000 };

struct wire *wire_new(void)
{
    struct wire *w = calloc(1, sizeof *w);
    cr_assert_not_null(w);
    return w;
}

void wire_free(struct wire *w)
{
    free(w);
}

void put_8(struct wire *w, unsigned value)
{
    cr_assert_lt(w->n, sizeof w->b);
    w->b[w->n++] = (uint8_t)value;
}

void put_16(struct wire *w, unsigned value)
{
    put_8(w, w->little ? value & 0xff : value >> 8);
    put_8(w, w->little ? value >> 8 : value & 0xff);
}

void put_32(struct wire *w, uint32_t value)
{
    put_16(w, w->little ? value & 0xffff : value >> 16);
    put_16(w, w->little ? value >> 16 : value & 0xffff);
}

void put_bytes(struct wire *w, const void *p, size_t n)
{
    const uint8_t *b = p;
    for (size_t i = 0; i < n; i++)
        put_8(w, b[i]);
}

void put_text(struct wire *w, const char *text)
{
    put_bytes(w, text, strlen(text));
}

void put_fill(struct wire *w, unsigned value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_8(w, value);
}

void put_hex(struct wire *w, const char *digits)
{
    unsigned value = 0;
    int taken = 0;
    while (*digits != '\0') {
        digits += strspn(digits, " \n");
        if (*digits == '\0')
            return;
        cr_assert_eq(sscanf(digits, "%2x%n", &value, &taken), 1, "at \"%s\"", digits);
        cr_assert_eq(taken, 2, "at \"%s\"", digits);
        put_8(w, value);
        digits += taken;
    }
}

void put_ethernet(struct wire *w, unsigned type)
{
    put_hex(w, "020000000005 020000000009");
    put_16(w, type);
}

static void put_addresses(struct wire *w)
{
    put_hex(w, "c0000209 c0000205");
}

void put_ipv4(struct wire *w, unsigned protocol, size_t n)
{
    put_hex(w, "4500");
    put_16(w, (unsigned)n + 20);
    put_hex(w, "0001 4000 40");
    put_8(w, protocol);
    put_hex(w, "0000");
    put_addresses(w);
}

void put_ipv4_fragment(struct wire *w, unsigned id, unsigned where, size_t n)
{
    put_hex(w, "4500");
    put_16(w, (unsigned)n + 20);
    put_16(w, id);
    put_16(w, where);
    put_hex(w, "40 11 0000");
    put_addresses(w);
}

void put_ipv6(struct wire *w, unsigned next, size_t n)
{
    put_hex(w, "60000000");
    put_16(w, (unsigned)n);
    put_8(w, next);
    put_hex(w, "40 20010db8000000000000000000000009 20010db8000000000000000000000005");
}

void put_udp(struct wire *w, unsigned from, unsigned to, size_t n)
{
    put_16(w, from);
    put_16(w, to);
    put_16(w, (unsigned)n + 8);
    put_16(w, 0);
}

void put_tcp(struct wire *w, unsigned from, unsigned to, unsigned flags)
{
    put_16(w, from);
    put_16(w, to);
    put_32(w, 0x01020304);
    put_32(w, 0x05060708);
    put_8(w, 0x50);
    put_8(w, flags);
    put_hex(w, "ffff 0000 0000");
}

void put_datagram(struct wire *w, const char *text)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, 17, strlen(text) + 8);
    put_udp(w, 40000, 5000, strlen(text));
    put_text(w, text);
}

struct frame frame_of(const struct wire *w, uint32_t link)
{
    return (struct frame){ .time_ns = SECOND,
                           .frame_no = 1,
                           .wire_n = (uint32_t)w->n,
                           .link = link,
                           .bytes = { w->b, w->n } };
}

struct bench *bench_new(void)
{
    struct bench *b = calloc(1, sizeof *b);
    cr_assert_not_null(b);
    b->decoder = decoder_new(&b->counters);
    cr_assert_not_null(b->decoder);
    b->now_ns = SECOND;
    return b;
}

void bench_free(struct bench *b)
{
    decoder_free(b->decoder);
    free(b->block);
    free(b);
}

bool bench_decode_cut(struct bench *b, const struct wire *w, uint32_t link, size_t n)
{
    free(b->block);
    b->block = malloc(n + (n == 0));
    cr_assert_not_null(b->block);
    memcpy(b->block, w->b, n);
    struct frame f = frame_of(w, link);
    f.bytes = (struct bytes){ b->block, n };
    f.time_ns = b->now_ns;
    memset(&b->p, 0xa5, sizeof b->p); /* nothing may be left as it was */
    return decode(b->decoder, &f, &b->p);
}

bool bench_decode(struct bench *b, const struct wire *w, uint32_t link)
{
    return bench_decode_cut(b, w, link, w->n);
}

void bench_expect(const struct bench *b, const char *text)
{
    char from[IP_TEXT_MAX], to[IP_TEXT_MAX];
    (void)ip_text(&b->p.src.ip, from);
    (void)ip_text(&b->p.dst.ip, to);
    bool v4 = ip_is_v4(&b->p.src.ip);
    cr_assert_str_eq(from, v4 ? "192.0.2.9" : "2001:db8::9");
    cr_assert_str_eq(to, v4 ? "192.0.2.5" : "2001:db8::5");
    cr_assert_eq(b->p.src.port, 40000);
    cr_assert_eq(b->p.dst.port, 5000);
    cr_assert_eq(b->p.payload.n, strlen(text));
    cr_assert_arr_eq(b->p.payload.p, text, strlen(text));
    cr_assert_eq(b->p.payload_cut, 0);
}

struct file file_of(const void *p, size_t n)
{
    struct file f = { .folder = "/tmp/camwarden-test-XXXXXX" };
    cr_assert_not_null(mkdtemp(f.folder));
    (void)snprintf(f.path, sizeof f.path, "%s/capture", f.folder);
    FILE *out = fopen(f.path, "wb");
    cr_assert_not_null(out);
    cr_assert_eq(fwrite(p, 1, n, out), n);
    cr_assert_eq(fclose(out), 0);
    return f;
}

void file_gone(const struct file *f)
{
    (void)unlink(f->path);
    (void)rmdir(f->folder);
}
