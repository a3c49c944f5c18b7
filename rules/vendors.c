#include "rules/vendors.h"

#include <stdlib.h>

#define VENDOR(key, text) static const struct vendor key = { text };
#include "rules/vendors.def"
#undef VENDOR

struct prefix {
    uint32_t oui;
    struct vendor_mark mark;
};

static const struct prefix prefixes[] = {
#define OUI(number, key, weight) { number, { &(key), VENDOR_##weight } },
#include "rules/vendors.def"
#undef OUI
};

struct words {
    const char *text; /* how it begins; case does not matter */
    struct vendor_mark mark;
};

static const struct words realms[] = {
#define REALM(text, key, weight) { text, { &(key), VENDOR_##weight } },
#include "rules/vendors.def"
#undef REALM
};

static const struct words agents[] = {
#define AGENT(text, key, weight) { text, { &(key), VENDOR_##weight } },
#include "rules/vendors.def"
#undef AGENT
};

static const struct words paths[] = {
#define PATH(text, key) { text, { &(key), VENDOR_PROVES } },
#include "rules/vendors.def"
#undef PATH
};

static const char *const recorders[] = {
#define RECORDER(text) text,
#include "rules/vendors.def"
#undef RECORDER
};

static const char *const recorder_words[] = {
#define RECORDER_WORD(text) text,
#include "rules/vendors.def"
#undef RECORDER_WORD
};

static const char *const programs[] = {
#define PROGRAM(text) text,
#include "rules/vendors.def"
#undef PROGRAM
};

static const struct vendor_remedy remedies[] = {
#define REMEDY(item, key, text) { (item), &(key), (text) },
#include "rules/vendors.def"
#undef REMEDY
};

static int compare(const void *oui, const void *prefix)
{
    uint32_t a = *(const uint32_t *)oui, b = ((const struct prefix *)prefix)->oui;
    return (a > b) - (a < b);
}

struct vendor_mark vendor_by_mac(const struct mac *mac)
{
    uint32_t oui = (uint32_t)mac->b[0] << 16 | (uint32_t)mac->b[1] << 8 | mac->b[2];
    const struct prefix *p =
        bsearch(&oui, prefixes, sizeof prefixes / sizeof prefixes[0], sizeof prefixes[0], compare);
    return p != NULL ? p->mark : (struct vendor_mark){ 0 };
}

bool vendor_makes_cameras(const struct mac *mac)
{
    return vendor_by_mac(mac).weight > VENDOR_NAMES;
}

static struct vendor_mark find(const struct words *words, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (bytes_start_with(bytes_of_text(text), words[i].text))
            return words[i].mark;
    return (struct vendor_mark){ 0 };
}

struct vendor_mark vendor_by_realm(const char *realm)
{
    return find(realms, sizeof realms / sizeof realms[0], realm);
}

struct vendor_mark vendor_by_agent(const char *agent)
{
    return find(agents, sizeof agents / sizeof agents[0], agent);
}

const struct vendor *vendor_by_path(const char *path)
{
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        size_t n = strlen(paths[i].text);
        if (bytes_start_with(bytes_of_text(path), paths[i].text) &&
            (path[n] == '\0' || path[n] == '/'))
            return paths[i].mark.vendor;
    }
    return NULL;
}

static bool begins_with_any(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bytes_start_with(bytes_of_text(text), words[i]))
            return true;
    return false;
}

bool vendor_realm_records(const char *realm)
{
    return begins_with_any(realm, recorders, sizeof recorders / sizeof recorders[0]);
}

bool vendor_model_records(const char *model)
{
    return vendor_realm_records(model) ||
           begins_with_any(model, recorder_words, sizeof recorder_words / sizeof recorder_words[0]);
}

bool vendor_is_program(const char *agent)
{
    return begins_with_any(agent, programs, sizeof programs / sizeof programs[0]);
}

const struct vendor_remedy *vendor_remedies(size_t *n)
{
    *n = sizeof remedies / sizeof remedies[0];
    return remedies;
}

const char *vendor_remedy(const char *make, const char *item)
{
    struct bytes m = bytes_of_text(make);
    if (m.n == 0 || bytes_start_with(m, ipro.name) || bytes_start_with(m, panasonic.name))
        return NULL;
    for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
        if (strcmp(remedies[i].item, item) == 0 && bytes_start_with(m, remedies[i].vendor->name))
            return remedies[i].text;
    return NULL;
}
