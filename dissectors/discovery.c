#include "dissectors/discovery.h"

#include "dissectors/url.h"

#include <stdio.h>

static size_t find_any(struct bytes b, const char *set)
{
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] != '\0' && strchr(set, b.p[i]) != NULL)
            return i;
    return b.n;
}

/* Whose a URL is. */
struct origin {
    struct bytes scheme; /* with "://"; empty where there is none */
    struct bytes host;   /* with its port, without user and password */
};

/* The last @ counts: a password may hold one. */
static struct bytes without_user(struct bytes authority)
{
    size_t n = authority.n;
    while (n > 0 && authority.p[n - 1] != '@')
        n--;
    return bytes_after(authority, n);
}

/* "user:secret" of "//user:secret/more@host" is no host: a port is a number. Neither is what holds
 * a `%`, which may hide any separator; only a zone within brackets has one (RFC 6874). */
static bool is_host(struct bytes host)
{
    size_t bracket = bytes_find(host, "]");
    bool bracketed = bracket < host.n && host.p[0] == '[';
    struct bytes after = bytes_after(host, bracketed ? bracket + 1 : 0);
    if (bytes_find(after, "%") < after.n)
        return false;
    struct bytes port = bytes_after(after, bytes_find(after, ":"));
    for (size_t i = 1; i < port.n; i++)
        if (port.p[i] < '0' || port.p[i] > '9')
            return false;
    return true;
}

static struct origin origin_of(struct bytes url)
{
    size_t slashes = bytes_find(url, "://");
    if (slashes >= find_any(url, "?#"))
        return (struct origin){ 0 };
    struct origin o = { .scheme = bytes_first(url, slashes + 3) };
    struct bytes rest = bytes_after(url, slashes + 3);
    struct bytes host = without_user(bytes_first(rest, find_any(rest, "/")));
    host = bytes_first(host, find_any(host, "?#"));
    if (is_host(host))
        o.host = host;
    return o;
}

struct text location_of(struct bytes url)
{
    struct origin o = origin_of(url);
    struct text path = url_path_text(url);
    struct text t;
    text_format(&t, "%.*s%.*s%s", (int)o.scheme.n, (const char *)o.scheme.p, (int)o.host.n,
                (const char *)o.host.p, path.s);
    return t;
}

bool host_address(struct bytes url, struct ip *out)
{
    struct bytes host = origin_of(url).host;
    bool bracketed = host.n > 0 && host.p[0] == '[';
    host = bytes_after(host, bracketed ? 1 : 0);
    host = bytes_first(host, find_any(host, bracketed ? "]%" : ":"));
    struct text s = text_of(host);
    return host.n < sizeof s.s && ip_parse(s.s, out);
}

bool panasonic_mac(struct bytes b, struct mac *out)
{
    static const char prefix[] = "4d454930-0000-1000-8000-";
    struct bytes digits = bytes_after(b, bytes_find(b, prefix));
    digits = bytes_first(bytes_after(digits, sizeof prefix - 1), 12);
    if (digits.n < 12)
        return false;
    char s[MAC_TEXT_MAX];
    const char *h = (const char *)digits.p;
    (void)snprintf(s, sizeof s, "%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", h, h + 2, h + 4, h + 6, h + 8,
                   h + 10);
    return mac_parse(s, out);
}

struct text device_uuid(struct bytes b)
{
    static const char prefix[] = "uuid:";
    enum { UUID_N = 36 };
    struct bytes u = bytes_after(b, bytes_find(b, prefix));
    u = bytes_first(bytes_after(u, sizeof prefix - 1), UUID_N);
    for (size_t i = 0; i < u.n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? u.p[i] != '-' : hex_digit(u.p[i]) < 0)
            return (struct text){ "" };
    }
    return u.n == UUID_N ? text_of(u) : (struct text){ "" };
}
