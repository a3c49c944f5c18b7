#include "rules/policy_srtp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base64.h"
#include "core/secret.h"
#include "rules/policy_book.h"

enum { TEXT_MAX = 1 << 16 };

/* Its owner and group may read it: /etc/camwarden belongs to root and the sensor's group. */
static bool is_private(int file, const char *path, struct error *e)
{
    struct stat s;
    if (fstat(file, &s) != 0)
        return fail(e, "%s: cannot be read: %s", path, strerrordesc_np(errno));
    if (!S_ISREG(s.st_mode))
        return fail(e, "%s: this is no file", path);
    if ((s.st_mode & (S_IRWXO | S_IWGRP)) != 0)
        return fail(e, "%s: others may read or change these keys; chmod 640 mends that", path);
    return true;
}

/* Straight into the memory that is wiped; text has TEXT_MAX bytes. */
static bool read_text(const char *path, char *text, size_t *n, struct error *e)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return fail(e, "%s: cannot be read: %s", path, strerrordesc_np(errno));
    bool ok = is_private(file, path, e);
    ssize_t got = ok ? read(file, text, TEXT_MAX) : 0;
    (void)close(file);
    if (!ok)
        return false;
    *n = got > 0 ? (size_t)got : 0;
    if (got < 0 || *n == TEXT_MAX)
        return fail(e, "%s: cannot be read, or is %d bytes or larger", path, TEXT_MAX);
    return true;
}

static bool read_ssrc(const char *s, struct srtp_key *key)
{
    size_t n = strspn(s, "0123456789abcdefABCDEF");
    key->of = SRTP_OF_SSRC;
    key->ssrc = (uint32_t)strtoul(s, NULL, 16);
    return n > 0 && n <= 8 && s[n] == '\0';
}

static bool read_name(const char *s, struct srtp_key *key)
{
    if (strncmp(s, "0x", 2) == 0)
        return read_ssrc(s + 2, key);
    if (mac_parse(s, &key->mac))
        key->of = SRTP_OF_MAC;
    else if (ip_parse(s, &key->ip))
        key->of = SRTP_OF_IP;
    return key->of != SRTP_OF_ANY || strcmp(s, "*") == 0;
}

/* "*", "0x1234abcd", a MAC or an address. */
static bool read_owner(struct bytes word, struct srtp_key *key)
{
    char s[sizeof "0000:0000:0000:0000:0000:ffff:255.255.255.255"] = "";
    if (word.n == 0 || word.n >= sizeof s)
        return false;
    memcpy(s, word.p, word.n);
    bool known = read_name(s, key);
    explicit_bzero(s, sizeof s); /* perhaps the key stood first */
    return known;
}

/* NULL: the line is right; else what is wrong with it. */
static const char *read_key(struct cursor line, struct srtp_key *key)
{
    size_t n = 0;
    if (!read_owner(take_word(&line), key))
        return "a line begins with a MAC, an address, an SSRC (like 0x1234abcd) or *";
    key->suite = srtp_suite_named(take_word(&line));
    if (key->suite == SRTP_SUITES)
        return "the second word must be a crypto suite (like AES_CM_128_HMAC_SHA1_80)";
    struct bytes base64 = bytes_trim(cursor_rest(&line));
    if (!base64_decode(base64, key->key, sizeof key->key, &n) || n != srtp_suites[key->suite].key_n)
        return "the third word must be master key and salt in base64, 30 bytes, or 46 for AES_256";
    return NULL;
}

static bool take_line_of(struct srtp_keys *k, struct bytes line, const char **wrong)
{
    struct bytes text = bytes_trim(bytes_first(line, bytes_find(line, "\r")));
    if (text.n == 0 || text.p[0] == '#')
        return true;
    *wrong = k->n == SRTP_KEYS_MAX ? "there is room for 256 keys only"
                                   : read_key(cursor_over(text), &k->at[k->n]);
    k->n += *wrong == NULL;
    return *wrong == NULL;
}

static bool take_lines(struct srtp_keys *k, struct bytes rest, const char *path, struct error *e)
{
    const char *wrong = NULL;
    for (size_t number = 1; rest.n > 0; number++) {
        struct bytes line = bytes_first(rest, bytes_find(rest, "\n"));
        if (!take_line_of(k, line, &wrong))
            return fail(e, "%s:%zu:1: %s", path, number, wrong);
        rest = bytes_after(rest, line.n + 1);
    }
    return true;
}

bool policy_srtp_read(struct policy *p, const char *path, struct error *e)
{
    size_t n = 0;
    char *text = secret_new(TEXT_MAX);
    p->srtp_keys = srtp_keys_new();
    bool ok = text != NULL && p->srtp_keys != NULL;
    if (!ok)
        (void)fail(e, "%s: no memory to read it", path);
    ok = ok && read_text(path, text, &n, e) &&
         take_lines(p->srtp_keys, (struct bytes){ (const uint8_t *)text, n }, path, e);
    secret_free(text, TEXT_MAX);
    p->secrets.srtp = p->srtp_keys;
    return ok;
}
