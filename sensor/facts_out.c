#include "sensor/facts_out.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <jansson.h>

#include "core/facts.h"

struct facts_out {
    FILE *file;
    const char *path;
    bool failed;
    int why;
};

struct facts_out *facts_out_open(const char *path, struct error *e)
{
    struct facts_out *f = calloc(1, sizeof *f);
    if (f == NULL) {
        (void)fail(e, "no memory");
        return NULL;
    }
    f->path = path;
    f->file = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    if (f->file != NULL)
        return f;
    (void)fail(e, "cannot write %s: %s", path, strerrordesc_np(errno));
    free(f);
    return NULL;
}

static void put_time(json_t *line, uint64_t time_ns)
{
    time_t seconds = (time_t)(time_ns / 1000000000);
    struct tm tm;
    char text[64], day[32];
    if (gmtime_r(&seconds, &tm) == NULL)
        return;
    (void)strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
    (void)snprintf(text, sizeof text, "%s.%09" PRIu64 "Z", day, time_ns % 1000000000);
    (void)json_object_set_new(line, "time", json_string(text));
}

/* Where there is no IP the ends are MACs. */
static void put_end(json_t *line, const struct observation *o, bool client, const char *keys[2])
{
    const struct endpoint *end = client ? &o->client : &o->server;
    const struct mac *mac = client ? &o->client_mac : &o->server_mac;
    char ip[IP_TEXT_MAX], link[MAC_TEXT_MAX];
    const char *address =
        o->transport == TRANSPORT_LINK ? mac_text(mac, link) : ip_text(&end->ip, ip);
    (void)json_object_set_new(line, keys[0], json_string(address));
    (void)json_object_set_new(line, keys[1], json_integer(end->port));
}

static void put_field(json_t *line, const struct observation *o, const struct fact_field *field)
{
    char text[FACT_TEXT_MAX];
    if (!fact_text(o, field, text))
        return;
    bool number = field->type >= FACT_U8 && field->type <= FACT_U64;
    json_t *value = NULL;
    if (field->type == FACT_BOOL)
        value = json_boolean(text[0] == 't');
    else if (number)
        value = json_integer(strtoll(text, NULL, 10));
    else
        value = json_string(text);
    (void)json_object_set_new(line, field->name, value);
}

static json_t *line_of(const struct observation *o)
{
    json_t *line = json_object();
    (void)json_object_set_new(line, "kind", json_string(fact_kinds[o->kind].name));
    (void)json_object_set_new(line, "protocol", json_string(o->protocol));
    put_time(line, o->time_ns);
    (void)json_object_set_new(line, "frame", json_integer((json_int_t)o->frame_no));
    put_end(line, o, o->from_client, (const char *[2]){ "src", "sport" });
    put_end(line, o, !o->from_client, (const char *[2]){ "dst", "dport" });
    (void)json_object_set_new(line, "from", json_string(o->from_client ? "client" : "server"));
    (void)json_object_set_new(line, "roles", json_string(roles_name(o->roles)));
    if (o->vlan != 0)
        (void)json_object_set_new(line, "vlan", json_integer(o->vlan));
    for (const struct fact_field *f = fact_kinds[o->kind].fields; f->name != NULL; f++)
        put_field(line, o, f);
    return line;
}

void facts_out_see(void *self, const struct observation *o)
{
    struct facts_out *f = self;
    json_t *line = line_of(o);
    bool written = json_dumpf(line, f->file, JSON_COMPACT) == 0 && fputc('\n', f->file) != EOF;
    json_decref(line);
    if (written || f->failed)
        return;
    f->failed = true;
    f->why = errno;
}

bool facts_out_close(struct facts_out *f, struct error *e)
{
    bool ours = f->file != stdout;
    bool ended = ours ? fclose(f->file) == 0 : fflush(f->file) == 0;
    if (!ended && !f->failed)
        f->why = errno;
    bool good = ended && !f->failed;
    if (!good)
        (void)fail(e, "cannot write %s: %s", f->path, strerrordesc_np(f->why));
    free(f);
    return good;
}
