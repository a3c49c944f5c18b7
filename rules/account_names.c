#include "rules/account_names.h"

static bool is_blank(const struct account_name *n)
{
    return n->administers == 0 && n->views == 0;
}

struct account_name *account_names_open(struct account_names *names, uint32_t hash)
{
    struct account_name *room = NULL;
    for (size_t i = 0; i < ACCOUNT_NAMES_MAX; i++) {
        struct account_name *n = &names->name[i];
        if (n->hash == hash)
            return n;
        if (room == NULL || (room->hash != 0 && is_blank(n)))
            room = n;
    }
    names->several = names->several || names->name[0].hash != 0;
    if (!is_blank(room))
        return NULL;
    *room = (struct account_name){ .hash = hash };
    return room;
}

void account_name_note(struct account_name *n, uint32_t *first, uint32_t host)
{
    n->several = n->several || pseudonyms_differ(*first, host);
    *first = *first == 0 ? host : *first;
}

bool account_names_are_separate(const struct account_names *names)
{
    bool administers = false, views = false;
    for (size_t i = 0; i < ACCOUNT_NAMES_MAX; i++) {
        if (account_name_does_both(&names->name[i]))
            return false;
        administers |= names->name[i].administers != 0;
        views |= names->name[i].views != 0;
    }
    return administers && views;
}

void account_names_forget(struct account_names *names)
{
    for (size_t i = 0; i < ACCOUNT_NAMES_MAX; i++) {
        struct account_name *n = &names->name[i];
        if (!account_name_does_both(n))
            n->administers = n->views = 0;
    }
}

bool account_names_were_told(const struct account_names *names)
{
    bool told = false;
    for (size_t i = 0; i < ACCOUNT_NAMES_MAX; i++)
        told |= names->name[i].told;
    return told;
}
