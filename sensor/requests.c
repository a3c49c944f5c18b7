/* What `camwarden ctl` asks, and the answers. */
#include <string.h>

#include "alerts/jot.h"
#include "sensor/sensor.h"

enum { PAGE = 64 /* cameras an answer */ };

static json_t *refuse(const char *why)
{
    json_t *answer = json_object();
    jot_value(answer, "error", jot_value_of(why));
    return answer;
}

static json_t *camera_name_json(const struct judged *c)
{
    char ip[IP_TEXT_MAX], mac[MAC_TEXT_MAX];
    const struct {
        const char *key;
        const char *text;
    } texts[] = {
        { "id", c->name.id.s },
        { "name", c->name.name.s },
        { "ip", ip_text(&c->name.ip, ip) },
        { "mac", mac_known(&c->name.mac) ? mac_text(&c->name.mac, mac) : "" },
        { "make", c->name.make.s },
        { "model", c->name.model.s },
        { "firmware", c->name.firmware.s },
        { "proof", c->proof },
    };
    json_t *o = json_object();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        jot_value(o, texts[i].key, jot_value_of(texts[i].text));
    return o;
}

/* How many of its items stand so. */
static json_t *tally(const struct posture_row *rows, size_t n)
{
    json_t *t = json_object();
    for (enum verdict v = 0; v < VERDICTS; v++) {
        json_int_t k = 0;
        for (size_t i = 0; i < n; i++)
            k += rows[i].verdict == v;
        (void)json_object_set_new(t, verdict_name(v), json_integer(k));
    }
    return t;
}

static json_t *camera_json(const struct sensor *s, size_t i)
{
    struct posture_row rows[ROWS_MAX];
    struct judged camera = judge_camera(s->verdicts.judge, i);
    json_t *c = camera_name_json(&camera);
    size_t n = verdicts_rows(&s->verdicts, i, rows, ROWS_MAX);
    (void)json_object_set_new(c, "verdicts", tally(rows, n));
    return c;
}

/* The same as is kept in Redis. */
static json_t *posture_json(const struct sensor *s, size_t i)
{
    static _Thread_local char line[POSTURE_MAX];
    struct posture_row rows[ROWS_MAX];
    struct judged camera = judge_camera(s->verdicts.judge, i);
    size_t n = verdicts_rows(&s->verdicts, i, rows, ROWS_MAX);
    struct posture posture = verdicts_posture(&camera, rows, n);
    return json_loadb(line, posture_write(&posture, line, sizeof line), 0, NULL);
}

/* A page of all cameras, from the number that the request names. */
static json_t *page(struct sensor *s, const json_t *request,
                    json_t *(*one)(const struct sensor *s, size_t i))
{
    json_int_t from = json_integer_value(json_object_get(request, "from"));
    size_t n = judge_cameras(s->verdicts.judge);
    size_t i = from > 0 ? (size_t)from : 0;
    json_t *cameras = json_array();
    for (size_t k = 0; k < PAGE && i < n; k++, i++)
        (void)json_array_append_new(cameras, one(s, i));
    json_t *answer = json_pack("{s:o}", "cameras", cameras);
    if (i < n)
        (void)json_object_set_new(answer, "next", json_integer((json_int_t)i));
    return answer;
}

static bool is_called(const struct camera_name *c, const char *word)
{
    char ip[IP_TEXT_MAX], mac[MAC_TEXT_MAX];
    return strcasecmp(c->id.s, word) == 0 || strcmp(c->name.s, word) == 0 ||
           strcmp(ip_text(&c->ip, ip), word) == 0 ||
           (mac_known(&c->mac) && strcasecmp(mac_text(&c->mac, mac), word) == 0);
}

static json_t *cameras(struct sensor *s, const json_t *request)
{
    return page(s, request, camera_json);
}

static json_t *posture(struct sensor *s, const json_t *request)
{
    const char *word = json_string_value(json_object_get(request, "camera"));
    if (word == NULL)
        return page(s, request, posture_json);
    size_t n = judge_cameras(s->verdicts.judge);
    for (size_t i = 0; i < n; i++) {
        struct judged camera = judge_camera(s->verdicts.judge, i);
        if (is_called(&camera.name, word))
            return json_pack("{s:[o]}", "cameras", posture_json(s, i));
    }
    return refuse("no camera is called that");
}

static json_t *status(struct sensor *s, const json_t *request)
{
    (void)request;
    return sensor_status(s);
}

static json_t *reload(struct sensor *s, const json_t *request)
{
    (void)request;
    struct error e;
    const char *path = s->options.common.policy;
    post_reopen(s->post);
    if (!reload_policy(s, &e))
        return refuse(e.s);
    json_t *answer = json_object();
    jot_value(answer, "policy", jot_value_of(path != NULL ? path : "the guide"));
    return answer;
}

static json_t *suppress(struct sensor *s, const json_t *request)
{
    static const json_int_t most_s = (json_int_t)366 * 86400;
    const char *reason = json_string_value(json_object_get(request, "reason"));
    const char *camera = json_string_value(json_object_get(request, "camera"));
    const char *item = json_string_value(json_object_get(request, "item"));
    json_int_t for_s = json_integer_value(json_object_get(request, "for_s"));
    if (camera == NULL || item == NULL || reason == NULL || for_s <= 0 || for_s > most_s)
        return refuse("suppress wants camera, item, reason, and for_s: seconds, up to a year");
    uint64_t until_ns = real_ns() + (uint64_t)for_s * 1000000000;
    struct suppress_order order = {
        .camera = camera, .item = item, .until_ns = until_ns, .reason = reason
    };
    struct error e;
    if (!judge_suppress(s->verdicts.judge, &order, &e))
        return refuse(e.s);
    if (s->memory != NULL)
        memory_keep_orders(s->memory);
    return json_pack("{s:s, s:s, s:I}", "camera", camera, "item", item, "until_s",
                     (json_int_t)(until_ns / 1000000000));
}

static json_t *flush(struct sensor *s, const json_t *request)
{
    (void)request;
    struct post_status sinks[POST_SINKS_MAX];
    json_int_t queued = 0;
    post_hasten(s->post);
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    for (size_t i = 0; i < n; i++)
        queued += (json_int_t)sinks[i].queued;
    return json_pack("{s:I}", "queued", queued);
}

json_t *sensor_answer(void *self, const json_t *request)
{
    static const struct {
        const char *name;
        json_t *(*answer)(struct sensor *s, const json_t *request);
    } commands[] = {
        { "status", status }, { "cameras", cameras },   { "posture", posture },
        { "reload", reload }, { "suppress", suppress }, { "flush", flush },
    };
    const char *command = json_string_value(json_object_get(request, "command"));
    for (size_t i = 0; command != NULL && i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(command, commands[i].name) == 0)
            return commands[i].answer(self, request);
    return refuse("there is no such command: status, cameras, posture, reload, suppress, flush");
}
