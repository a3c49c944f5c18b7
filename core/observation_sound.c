#include "core/observation_sound.h"

#include <link.h>
#include <stddef.h>

#include "core/facts.h"

enum { WORD_MAX = 64, CLASSES_MAX = 4 };

/* ---- constants ---- */

/* Fits dl_iterate_phdr(3): the program itself comes first. */
static int note_program(struct dl_phdr_info *info, size_t size, void *self)
{
    struct constants *c = self;
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W) != 0 ||
            c->n == sizeof c->part / sizeof c->part[0])
            continue;
        uintptr_t from = (uintptr_t)info->dlpi_addr + part->p_vaddr;
        c->part[c->n].from = from;
        c->part[c->n++].to = from + part->p_memsz;
    }
    return 1;
}

struct constants constants_of_program(void)
{
    struct constants c = { 0 };
    (void)dl_iterate_phdr(note_program, &c);
    return c;
}

/* p may be anywhere among the constants, also between two of them, where AddressSanitizer keeps
 * watch. */
__attribute__((no_sanitize("address"))) static bool is_word(const char *p, size_t room)
{
    for (size_t i = 0; i < room && i < WORD_MAX; i++) {
        if (p[i] == '\0')
            return true;
        if (p[i] < ' ' || p[i] > '~')
            return false;
    }
    return false;
}

/* No constant is empty; and where one ends is no other. */
__attribute__((no_sanitize("address"))) static bool is_inner_word(const char *p, size_t room)
{
    return p[0] != '\0' && is_word(p, room);
}

bool constants_have(const struct constants *c, const char *p)
{
    uintptr_t at = (uintptr_t)p;
    for (size_t i = 0; i < c->n; i++)
        if (at >= c->part[i].from && at < c->part[i].to)
            return is_inner_word(p, c->part[i].to - at);
    return false;
}

/* ---- an observation ---- */

/* Read as bytes: what stands there need not be a value of its type. */
static bool is_bool(const void *at)
{
    uint8_t b = 0;
    memcpy(&b, at, sizeof b);
    return b <= 1;
}

static bool is_one_of(const void *at, size_t n)
{
    unsigned value = 0;
    _Static_assert(sizeof value == sizeof(enum observation_kind), "an enumeration is an unsigned");
    memcpy(&value, at, sizeof value);
    return value < n;
}

static bool is_text(const void *at)
{
    const struct text *t = at;
    return is_word(t->s, sizeof t->s);
}

static bool is_constant(const void *at, const struct constants *c)
{
    const char *p = NULL;
    memcpy(&p, at, sizeof p);
    return p == NULL || constants_have(c, p);
}

static bool field_is_sound(const struct observation *o, const struct fact_field *f,
                           const struct constants *c)
{
    const uint8_t *at = (const uint8_t *)o + f->offset;
    switch (f->type) {
    case FACT_NAME:
        return is_one_of(at, f->names_n);
    case FACT_NAME_U8:
        return *at < f->names_n;
    case FACT_BOOL:
        return is_bool(at);
    case FACT_TEXT:
        return is_text(at);
    case FACT_CONSTANT:
        return is_constant(at, c);
    case FACT_U8:
    case FACT_U16:
    case FACT_U32:
    case FACT_I32:
    case FACT_U64:
    case FACT_HEX16:
    case FACT_HEX64:
    case FACT_IP:
    case FACT_MAC:
        break; /* any number or address is one */
    }
    return true;
}

/* What the tables of facts do not show: a constant that is NULL is none, and some are read as words
 * by whoever judges. */
static bool rest_is_sound(const struct observation *o)
{
    if (o->kind == OBS_LOGIN)
        return is_bool(&o->login.password.too_short) && o->login.password.classes <= CLASSES_MAX;
    if (o->kind == OBS_SETTING)
        return o->setting.name != NULL;
    if (o->kind == OBS_CLOCK)
        return o->clock.source != NULL;
    return o->kind != OBS_PICTURE || o->picture.because != NULL;
}

static bool head_is_sound(const struct observation *o, const struct constants *c)
{
    return is_one_of(&o->kind, OBS_KINDS) && o->protocol != NULL && is_constant(&o->protocol, c) &&
           is_one_of(&o->transport, TRANSPORT_OTHER + 1) &&
           is_one_of(&o->roles, ROLES_BY_SYN + 1) && is_bool(&o->from_client) &&
           is_bool(&o->both_ways) && o->time_ns <= INT64_MAX && o->frame_no <= INT64_MAX;
}

bool observation_is_sound(const struct observation *o, const struct constants *c)
{
    if (!head_is_sound(o, c) || !rest_is_sound(o))
        return false;
    for (const struct fact_field *f = fact_kinds[o->kind].fields; f->name != NULL; f++)
        if (!field_is_sound(o, f, c))
            return false;
    return true;
}
