#include "alerts/rival.h"

#include <jansson.h>

enum { EVERY_MOST_S = 86400, SILENT_BEATS = 3 };

static const char *text_in(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s != NULL ? s : "";
}

static uint64_t patience_ms(const json_t *beat)
{
    json_int_t every = json_integer_value(json_object_get(beat, "every_s"));
    every = every < 1 ? 1 : every;
    every = every > EVERY_MOST_S ? EVERY_MOST_S : every;
    return (uint64_t)every * SILENT_BEATS * 1000;
}

static bool is_of_another(const json_t *kept, const json_t *ours)
{
    const char *instance = text_in(kept, "instance");
    return instance[0] != '\0' && strcmp(instance, text_in(ours, "instance")) != 0 &&
           strcmp(text_in(kept, "state"), "running") == 0;
}

static void name(struct rival *r, const json_t *kept)
{
    struct text machine = text_of(bytes_of_text(text_in(kept, "machine")));
    json_int_t pid = json_integer_value(json_object_get(kept, "pid"));
    text_format(&r->who, "process %lld on %.32s", pid,
                machine.s[0] != '\0' ? machine.s : "another machine");
}

bool rival_look(struct rival *r, struct bytes kept, struct bytes ours, uint64_t now_ms)
{
    bool was_there = r->who.s[0] != '\0';
    if (was_there && now_ms > r->until_ms)
        r->who.s[0] = '\0';
    json_t *theirs = json_loadb((const char *)kept.p, kept.n, 0, NULL);
    json_t *mine = json_loadb((const char *)ours.p, ours.n, 0, NULL);
    if (r->told && is_of_another(theirs, mine)) {
        name(r, theirs);
        r->until_ms = now_ms + patience_ms(theirs);
    }
    r->told = true;
    json_decref(theirs);
    json_decref(mine);
    return !was_there && r->who.s[0] != '\0';
}
