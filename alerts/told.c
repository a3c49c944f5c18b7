#include "alerts/told.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const json_t *first_of(const json_t *o, const char *key)
{
    const json_t *value = json_object_get(o, key);
    return json_is_array(value) ? json_array_get(value, 0) : value;
}

const char *told_text(const json_t *o, const char *key)
{
    const char *text = json_string_value(first_of(o, key));
    return text != NULL ? text : "";
}

static uint64_t decimal(const char *s)
{
    uint64_t n = 0;
    for (; *s >= '0' && *s <= '9'; s++) {
        if (n > (UINT64_MAX - 9) / 10)
            return 0;
        n = n * 10 + (uint64_t)(*s - '0');
    }
    return *s == '\0' ? n : 0;
}

uint64_t told_number(const json_t *o, const char *key)
{
    const json_t *value = first_of(o, key);
    if (json_is_string(value))
        return decimal(json_string_value(value));
    json_int_t n = json_integer_value(value);
    return n > 0 ? (uint64_t)n : 0;
}

/* What both styles say, each in its own place. */
static void read_story(struct told *t)
{
    const json_t *m = json_object_get(t->alert, "metadata");
    const json_t *in = t->context != NULL ? t->context : m;
    t->id = told_text(in, t->context != NULL ? "id" : "alert_id");
    t->group = told_text(in, t->context != NULL ? "group" : "alert_group");
    t->event = told_text(in, "event");
    t->sequence = told_number(in, "sequence");
    t->count = told_number(in, "count");
    t->first_seen = told_text(in, "first_seen");
    t->last_seen = told_text(in, "last_seen");
    t->item = told_text(m, "guide_item");
    t->level = told_text(m, "level");
    t->camera_mac = told_text(m, "camera_mac");
    t->make = told_text(m, "camera_vendor");
    t->model = told_text(m, "camera_model");
}

static void read_details(struct told *t)
{
    const json_t *m = json_object_get(t->alert, "metadata");
    const json_t *camera = json_object_get(t->context, "camera");
    const json_t *evidence = json_object_get(t->context, "evidence");
    t->why = t->context != NULL ? told_text(evidence, "why") : told_text(m, "why");
    t->reason = told_text(evidence, "reason");
    t->remedy = told_text(json_object_get(t->context, "guide"), "remedy");
    t->camera = t->context != NULL ? told_text(camera, "id") : told_text(m, "camera");
    t->camera_name = told_text(camera, "name");
    t->camera_ip = told_text(json_object_get(t->alert, "target"), "ip");
}

bool told_read(struct bytes line, struct told *t)
{
    *t = (struct told){ .line = json_loadb((const char *)line.p, line.n, JSON_REJECT_DUPLICATES,
                                           NULL) };
    if (!json_is_object(t->line)) {
        told_free(t);
        return false;
    }
    t->alert = json_object_get(t->line, "alert");
    t->context = json_object_get(t->alert, "context");
    t->is_alert =
        strcmp(told_text(t->line, "event_type"), "alert") == 0 && json_is_object(t->alert);
    t->timestamp = told_text(t->line, "timestamp");
    t->host = told_text(t->line, "host");
    t->interface = told_text(t->line, "in_iface");
    t->signature = told_text(t->alert, "signature");
    t->category = told_text(t->alert, "category");
    t->signature_id = told_number(t->alert, "signature_id");
    uint64_t severity = told_number(t->alert, "severity");
    t->severity = severity >= 1 && severity <= 4 ? (unsigned)severity : 4;
    read_story(t);
    read_details(t);
    return true;
}

void told_free(struct told *t)
{
    json_decref(t->line);
    t->line = NULL;
}

/* Where the seconds end; NULL: it is no time of EVE in UTC. */
static const char *fraction_of(const char *time, struct tm *utc)
{
    *utc = (struct tm){ .tm_year = 0 };
    const char *at = strptime(time, "%Y-%m-%dT%H:%M:%S", utc);
    if (at == NULL || *at != '.')
        return NULL;
    size_t digits = strspn(at + 1, "0123456789");
    return digits >= 1 && digits <= 9 && strcmp(at + 1 + digits, "+0000") == 0 ? at + 1 : NULL;
}

bool told_ms(const char *time, uint64_t *ms)
{
    struct tm utc;
    const char *fraction = fraction_of(time, &utc);
    time_t seconds = fraction != NULL ? timegm(&utc) : -1;
    if (seconds < 0)
        return false;
    *ms = (uint64_t)seconds * 1000;
    for (uint64_t weight = 100; weight > 0 && *fraction != '+'; weight /= 10)
        *ms += weight * (uint64_t)(*fraction++ - '0');
    return true;
}

const char *told_rfc3339(const char *time, char out[static TOLD_TIME_MAX])
{
    struct tm utc;
    const char *fraction = fraction_of(time, &utc);
    int n = fraction != NULL ? (int)(strchr(fraction, '+') - time) : 0;
    /* RFC 5424, section 6.2.3, takes no more than six digits. */
    if (n > 0 && n - (int)(fraction - time) > 6)
        n = (int)(fraction - time) + 6;
    (void)snprintf(out, TOLD_TIME_MAX, "%.*s%s", n, time, n > 0 ? "Z" : "");
    return out;
}
