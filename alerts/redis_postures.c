/* How it works: HSCAN goes through a hash a page at a time, so that Redis serves others in between;
 * it may name a field twice. The hash of the sensors says which hashes of postures there are: the
 * database is not searched for them. */
#include "alerts/redis_postures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts/redis.h"

enum {
    NAME_MAX = 128,
    KEY_MAX = NAME_MAX + 32,
    SENSORS_MAX = 4096,
    CURSOR_MAX = 24,
    PAGES_MAX = 1 << 20,
};

static const char page_count[] = "250";

struct name {
    char s[NAME_MAX];
};

struct fleet {
    struct redis *redis;
    const struct fleet_hearer *to;
    struct name *name;
    size_t n;
    struct bytes present; /* the sensor whose postures are read */
};

/* What is done with each field of a hash and its value. */
struct field_hearer {
    void (*hear)(struct fleet *f, struct bytes field, struct bytes value);
    struct fleet *fleet;
};

static struct redis_answer *ask_page(struct redis *r, const char *key, const char *cursor,
                                     struct error *e)
{
    const char *words[] = { "HSCAN", key, cursor, "COUNT", page_count };
    size_t lengths[5];
    for (size_t i = 0; i < 5; i++)
        lengths[i] = strlen(words[i]);
    const struct command c = { "what sensors keep of cameras", false, 5, words, lengths };
    return redis_ask(r, &c, e);
}

/* A page is the cursor of the next and a list of fields and values. false: it is not. */
static bool take_page(const struct redis_answer *page, struct field_hearer to,
                      char cursor[static CURSOR_MAX])
{
    struct bytes next = redis_answer_text(redis_answer_part(page, 0));
    const struct redis_answer *list = redis_answer_part(page, 1);
    if (next.p == NULL || next.n >= CURSOR_MAX || list == NULL)
        return false;
    (void)snprintf(cursor, CURSOR_MAX, "%.*s", (int)next.n, (const char *)next.p);
    size_t n = redis_answer_count(list);
    for (size_t i = 0; i + 1 < n; i += 2) {
        struct bytes field = redis_answer_text(redis_answer_part(list, i));
        struct bytes value = redis_answer_text(redis_answer_part(list, i + 1));
        if (field.p != NULL && value.p != NULL)
            to.hear(to.fleet, field, value);
    }
    return true;
}

static bool scan(struct redis *r, const char *key, struct field_hearer to, struct error *e)
{
    char cursor[CURSOR_MAX] = "0";
    for (size_t page = 0; page < PAGES_MAX; page++) {
        struct redis_answer *answer = ask_page(r, key, cursor, e);
        if (answer == NULL)
            return false;
        bool taken = take_page(answer, to, cursor);
        redis_answer_free(answer);
        if (!taken)
            return fail(e, "what answers at %s is not Redis", redis_where(r));
        if (strcmp(cursor, "0") == 0)
            return true;
    }
    return fail(e, "Redis at %s finds no end of %s", redis_where(r), key);
}

static void hear_sensor(struct fleet *f, struct bytes name, struct bytes beat)
{
    if (f->n == SENSORS_MAX || name.n == 0 || name.n >= NAME_MAX ||
        memchr(name.p, '\0', name.n) != NULL)
        return; /* none of ours is so long */
    f->to->sensor(f->to->self, name, beat);
    memcpy(f->name[f->n].s, name.p, name.n);
    f->name[f->n++].s[name.n] = '\0';
}

static void hear_posture(struct fleet *f, struct bytes camera, struct bytes posture)
{
    (void)camera; /* the posture says it, too */
    f->to->posture(f->to->self, f->present, posture);
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->s, ((const struct name *)b)->s);
}

static bool read_postures(struct fleet *f, struct error *e)
{
    if (f->n > 0)
        qsort(f->name, f->n, sizeof *f->name, compare);
    for (size_t i = 0; i < f->n; i++) {
        char key[KEY_MAX];
        if (i > 0 && strcmp(f->name[i].s, f->name[i - 1].s) == 0)
            continue;
        (void)snprintf(key, sizeof key, "camwarden:postures:%s", f->name[i].s);
        f->present = bytes_of_text(f->name[i].s);
        if (!scan(f->redis, key, (struct field_hearer){ hear_posture, f }, e))
            return false;
    }
    return true;
}

bool redis_fleet_read(const char *url, const struct fleet_hearer *to, struct error *e)
{
    struct fleet f = { .to = to, .name = calloc(SENSORS_MAX, sizeof *f.name) };
    f.redis = f.name != NULL ? redis_new(url, e) : NULL;
    if (f.name == NULL)
        fail(e, "out of memory");
    bool read = f.redis != NULL && redis_connect(f.redis, e) &&
                scan(f.redis, "camwarden:sensors", (struct field_hearer){ hear_sensor, &f }, e) &&
                (to->posture == NULL || read_postures(&f, e));
    redis_free(f.redis);
    free(f.name);
    return read;
}
