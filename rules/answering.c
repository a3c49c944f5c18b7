#include "rules/answering.h"

#include <stdio.h>

static const char more[] = " more";

/* ANSWERING_MAX: it is not there. */
static size_t place_of(const struct answering *a, uint16_t port)
{
    size_t i = 0;
    while (i < ANSWERING_MAX && a->port[i] != port)
        i++;
    return i;
}

void answering_note(struct answering *a, uint16_t port)
{
    size_t i = place_of(a, port);
    if (i == ANSWERING_MAX)
        i = place_of(a, 0);
    if (i == ANSWERING_MAX) {
        a->lost = true;
        return;
    }
    a->port[i] = port;
    a->refused[i] = false;
}

bool answering_refuse(struct answering *a, uint16_t port)
{
    size_t i = port != 0 ? place_of(a, port) : ANSWERING_MAX;
    if (i == ANSWERING_MAX)
        return false;
    a->refused[i] = true;
    return true;
}

bool answering_did(const struct answering *a)
{
    bool any = a->lost;
    for (size_t i = 0; i < ANSWERING_MAX; i++)
        any = any || a->port[i] != 0;
    return any;
}

bool answering_does(const struct answering *a)
{
    bool any = a->lost;
    for (size_t i = 0; i < ANSWERING_MAX; i++)
        any = any || (a->port[i] != 0 && !a->refused[i]);
    return any;
}

void answering_forget_refused(struct answering *a)
{
    memset(a->refused, 0, sizeof a->refused);
}

void answering_write(const struct answering *a, struct sentence *words)
{
    size_t n = strlen(words->s);
    for (size_t i = 0; i < ANSWERING_MAX; i++)
        if (a->port[i] != 0)
            n += (size_t)snprintf(words->s + n, sizeof words->s - n, " %u", a->port[i]);
    if (a->lost)
        (void)snprintf(words->s + n, sizeof words->s - n, "%s", more);
}

void answering_read(struct answering *a, const char *words)
{
    struct bytes all = bytes_of_text(words);
    a->lost = bytes_find(all, more) < all.n;
    for (const char *at = words; *at != '\0'; at += strcspn(at, " ")) {
        at += strspn(at, " ");
        uint16_t port = (uint16_t)bytes_number(bytes_of_text(at));
        if (port != 0)
            answering_note(a, port);
    }
}
