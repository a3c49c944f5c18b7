/* Texts that say where something is: a byte for the kind, then the text. Whatever is not such is
 * refused with a sentence in which nothing of a password stands. */

#include <stdlib.h>

#include "alerts/file_place.h"
#include "alerts/place.h"
#include "alerts/redis_url.h"
#include "alerts/syslog_place.h"
#include "sensor/metrics_place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void read_redis(char *url)
{
    static struct redis_url u;
    struct error e = { "" };
    bool ok = redis_url_read(url, &u, &e);
    check(ok == (e.s[0] == '\0'));
    check(!ok || u.path[0] != '\0' || (u.places > 0 && u.places <= REDIS_PLACES_MAX));
    check(!ok || u.key[0] != '\0');
    for (size_t i = 0; ok && i < u.places; i++)
        check(u.place[i].port > 0 && u.place[i].port < 65536);
    redis_url_wipe(&u);
    size_t n = strlen(url);
    redis_url_hide(url);
    check(strlen(url) <= n);
}

static void read_syslog(char *url)
{
    static struct syslog_place p;
    struct error e = { "" };
    bool ok = syslog_place_read(url, &p, &e);
    check(ok == (e.s[0] == '\0'));
    check(!ok || (p.way == SYSLOG_UNIX ? p.path[0] != '\0' : p.host[0] != '\0' && p.port < 65536));
}

static void read_metrics(char *text)
{
    struct metrics_place p;
    check(!metrics_place_read(text, &p) || p.kind != METRICS_NOWHERE);
}

static void read_file(char *where)
{
    static struct file_place p;
    struct error e = { "" };
    bool ok = file_place_read(where, &p, &e);
    check(ok == (e.s[0] == '\0'));
    check(!ok || (p.keep >= 1 && p.keep <= FILE_KEEP_MAX));
}

/* What was decoded and is encoded again is decoded the same. */
static void code(char *text)
{
    char plain[256], coded[1024], again[256];
    struct bytes b = bytes_of_text(text);
    if (url_decode(b, plain, sizeof plain) && url_encode(plain, coded, sizeof coded))
        check(url_decode(bytes_of_text(coded), again, sizeof again) && strcmp(plain, again) == 0);
    unsigned port = 0;
    (void)url_place(b, plain, sizeof plain, &port);
    struct halves h = halves_of(b, ':'), last = halves_of_last(b, ':');
    check(h.found == last.found && h.before.n <= last.before.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(char *text) = { read_redis, read_syslog, read_metrics, read_file,
                                                   code };
    if (size == 0)
        return 0;
    char *text = malloc(size); /* so that a read too far is caught */
    check(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    readers[data[0] % (sizeof readers / sizeof readers[0])](text);
    free(text);
    return 0;
}
