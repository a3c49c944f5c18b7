#include "tests/support/place.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

char place[64];

void place_make(void)
{
    (void)snprintf(place, sizeof place, "/tmp/camwarden-test.XXXXXX");
    cr_assert(mkdtemp(place) != NULL);
}

static int forget(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

void place_remove(void)
{
    (void)nftw(place, forget, 8, FTW_DEPTH | FTW_PHYS);
}
