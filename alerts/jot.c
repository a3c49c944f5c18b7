#include "alerts/jot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Half a line would be worse than none, and what is in the outbox waits for the next run. */
static _Noreturn void end_without_memory(void)
{
    (void)fputs("camwarden: out of memory\n", stderr);
    abort();
}

void jot_value(json_t *o, const char *key, json_t *value)
{
    if (json_object_set_new(o, key, value) != 0)
        end_without_memory(); /* the keys are constants of ours, the values are checked */
}

json_t *jot_value_of(const char *text)
{
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    char *printable = strdup(text);
    for (char *s = printable; s != NULL && *s != '\0'; s++)
        if (*s < ' ' || *s > '~')
            *s = '.';
    value = printable != NULL ? json_string(printable) : NULL;
    free(printable);
    if (value == NULL)
        end_without_memory();
    return value;
}

void jot_text(json_t *o, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        jot_value(o, key, jot_value_of(text));
}

void jot_list(json_t *o, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    json_t *list = json_array();
    if (json_array_append_new(list, jot_value_of(text)) != 0)
        end_without_memory();
    jot_value(o, key, list);
}

void jot_number(json_t *o, const char *key, uint64_t n)
{
    jot_value(o, key, json_integer((json_int_t)n));
}

/* That many of them, and what stands behind; returns the place after it. */
static char *digits(char *out, unsigned number, size_t n, char behind)
{
    for (size_t i = n; i > 0; i--) {
        out[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    out[n] = behind;
    return out + n + 1;
}

const char *jot_clock(uint64_t time_ns, char out[static JOT_TIME_MAX])
{
    static const uint64_t second = 1000000000;
    time_t seconds = (time_t)(time_ns / second);
    struct tm utc;
    if (gmtime_r(&seconds, &utc) == NULL)
        abort(); /* 2^64 ns end in the year 2554 */
    char *at = digits(out, (unsigned)utc.tm_year + 1900, 4, '-');
    at = digits(at, (unsigned)utc.tm_mon + 1, 2, '-');
    at = digits(at, (unsigned)utc.tm_mday, 2, 'T');
    at = digits(at, (unsigned)utc.tm_hour, 2, ':');
    at = digits(at, (unsigned)utc.tm_min, 2, ':');
    at = digits(at, (unsigned)utc.tm_sec, 2, '.');
    at = digits(at, (unsigned)(time_ns % second / 1000), 6, '+');
    memcpy(at, "0000", sizeof "0000");
    return out;
}

void jot_time(json_t *o, const char *key, uint64_t time_ns)
{
    char clock[JOT_TIME_MAX];
    jot_text(o, key, jot_clock(time_ns, clock));
}

void jot_ip(json_t *o, const char *key, const struct ip *ip)
{
    static const struct ip unknown;
    char text[IP_TEXT_MAX];
    if (!ip_equal(ip, &unknown))
        jot_text(o, key, ip_text(ip, text));
}

void jot_mac(json_t *o, const char *key, const struct mac *mac)
{
    char text[MAC_TEXT_MAX];
    if (mac_known(mac))
        jot_text(o, key, mac_text(mac, text));
}

json_t *jot_camera(const struct camera_name *c)
{
    json_t *o = json_object();
    if (c->vlan != 0)
        jot_number(o, "vlan", c->vlan);
    jot_text(o, "id", c->id.s);
    jot_text(o, "name", c->name.s);
    jot_mac(o, "mac", &c->mac);
    jot_ip(o, "ip", &c->ip);
    jot_text(o, "make", c->make.s);
    jot_text(o, "model", c->model.s);
    jot_text(o, "firmware", c->firmware.s);
    jot_text(o, "serial", c->serial.s);
    return o;
}

size_t jot_line(json_t *o, char *out, size_t room)
{
    size_t n = json_dumpb(o, out, room, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    json_decref(o);
    return n <= room ? n : 0;
}
