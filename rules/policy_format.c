#include "rules/policy_format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rules/network.h"
#include "rules/policy_schema.h"
#include "rules/rule.h"

static bool mac_ok(const char *value, struct error *e)
{
    struct mac mac;
    if (mac_parse(value, &mac) && mac_known(&mac) && !mac_is_group(&mac))
        return true;
    return fail(e, "'%s' is no MAC address of a host (like d4:2d:c5:00:00:01)", value);
}

static bool ip_ok(const char *value, struct error *e)
{
    struct ip ip;
    return ip_parse(value, &ip) || fail(e, "'%s' is no IP address", value);
}

static bool network_ok(const char *value, struct error *e)
{
    struct network n;
    return network_parse(value, &n) ||
           fail(e, "'%s' is no address or network (like 192.0.2.0/24)", value);
}

static bool item_ok(const char *value, struct error *e)
{
    if (strcmp(value, "*") == 0 || item_find(value) != NULL)
        return true;
    const char *near = item_nearest(value);
    return near != NULL ? fail(e, "the guide has no item '%s'; did you mean '%s'?", value, near)
                        : fail(e, "the guide has no item '%s'", value);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* "2027-01-31" into three numbers. */
static bool read_date(const char *s, int *year, int *month, int *day)
{
    static const char shape[] = "dddd-dd-dd";
    if (strlen(s) != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i])
            return false;
    *year = (int)strtol(s, NULL, 10);
    *month = (int)strtol(s + 5, NULL, 10);
    *day = (int)strtol(s + 8, NULL, 10);
    return *year >= 1970 && *month >= 1 && *month <= 12 && *day >= 1 &&
           *day <= days_of(*year, *month);
}

bool policy_day_end(const char *s, uint64_t *ns)
{
    int year = 0, month = 0, day = 0;
    if (!read_date(s, &year, &month, &day) || year > 2500)
        return false;
    uint64_t days = (uint64_t)day;
    for (int y = 1970; y < year; y++)
        days += is_leap(y) ? 366 : 365;
    for (int m = 1; m < month; m++)
        days += (uint64_t)days_of(year, m);
    *ns = days * 86400 * 1000000000;
    return true;
}

static bool until_ok(const char *value, struct error *e)
{
    uint64_t ns = 0;
    return policy_day_end(value, &ns) || fail(e, "'%s' is no day (like 2027-01-31)", value);
}

static bool number_ok(const char *value, unsigned long least, unsigned long most, struct error *e)
{
    char *end = NULL;
    errno = 0;
    unsigned long n = strtoul(value, &end, 10);
    bool digits = value[0] >= '0' && value[0] <= '9' && *end == '\0';
    if (digits && errno == 0 && n >= least && n <= most)
        return true;
    return fail(e, "'%s' is no whole number from %lu to %lu", value, least, most);
}

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What cameras write: "3.67", "V5.7.3 build 220112", "2.800.0000000.16.R". */
static bool version_ok(const char *value, struct error *e)
{
    static const char known[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                " ._-/,:()";
    size_t n = strlen(value);
    bool has_number = strpbrk(value, "0123456789") != NULL;
    bool ok = has_number && strspn(value, known) == n && strstr(value, "..") == NULL &&
              is_letter_or_digit(value[0]) && strchr("._-/,: (", value[n - 1]) == NULL;
    return ok || fail(e, "'%s' is no version (like 3.67)", value);
}

static bool path_ok(const char *value, struct error *e)
{
    return value[0] == '/' || fail(e, "'%s' is no path (like /SnapshotJPEG)", value);
}

static bool hosts_ok(const char *value, struct error *e)
{
    return number_ok(value, HOSTS_MIN, HOSTS_MAX, e);
}

static bool days_ok(const char *value, struct error *e)
{
    return number_ok(value, 0, WARN_DAYS_MAX, e);
}

static bool length_ok(const char *value, struct error *e)
{
    return number_ok(value, 1, PASSWORD_LENGTH_MAX, e);
}

bool policy_age_read(const char *s, uint64_t *ns)
{
    static const uint64_t hour_ns = 3600000000000;
    enum { DIGITS_MAX = 5, HOURS_MAX = 3650 * 24 };
    size_t digits = strspn(s, "0123456789");
    bool days = s[digits] == 'd';
    if (digits == 0 || digits > DIGITS_MAX || (!days && s[digits] != 'h') || s[digits + 1] != '\0')
        return false;
    uint64_t hours = strtoull(s, NULL, 10) * (days ? 24 : 1);
    *ns = hours * hour_ns;
    return hours >= 1 && hours <= HOURS_MAX;
}

static bool age_ok(const char *value, struct error *e)
{
    uint64_t ns = 0;
    return policy_age_read(value, &ns) ||
           fail(e, "'%s' is no age from 1h to 3650d (like 30d)", value);
}

static bool port_ok(const char *value, struct error *e)
{
    return number_ok(value, 1, 65535, e);
}

char *policy_beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    char *full = NULL;
    int n = name[0] == '/' || slash == NULL
                ? asprintf(&full, "%s", name)
                : asprintf(&full, "%.*s/%s", (int)(slash - path), path, name);
    return n < 0 ? NULL : full;
}

static bool file_ok(const char *value, const char *path, struct error *e)
{
    char *full = policy_beside(path, value);
    bool readable = full != NULL && access(full, R_OK) == 0;
    int why = errno;
    free(full);
    return readable || fail(e, "cannot read '%s': %s", value, strerrordesc_np(why));
}

static const struct {
    const char *key;
    bool (*ok)(const char *value, struct error *e);
} formats[] = {
    { "mac", mac_ok },
    { "ip", ip_ok },
    { "network", network_ok },
    { "clients", network_ok },
    { "ftp", network_ok },
    { "smtp", network_ok },
    { "ntp", network_ok },
    { "dns", network_ok },
    { "snmp_managers", network_ok },
    { "easyip_tools", network_ok },
    { "routers", network_ok },
    { "item", item_ok },
    { "exceptions", item_ok },
    { "until", until_ok },
    { "minimum", version_ok },
    { "hosts", hosts_ok },
    { "warn_days", days_ok },
    { "public_urls", path_ok },
    { "age", age_ok },
    { "max_age", age_ok },
    { "minimum_length", length_ok },
    { "tcp", port_ok },
    { "udp", port_ok },
};

bool policy_format_ok(const char *key, const char *value, const char *path, struct error *e)
{
    if (strcmp(key, "default_passwords") == 0 || strcmp(key, "srtp_keys") == 0)
        return file_ok(value, path, e);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].key, key) == 0)
            return formats[i].ok(value, e);
    return true;
}
