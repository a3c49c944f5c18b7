#include "tests/support/certificates.h"

#include <stdio.h>
#include <stdlib.h>

struct bytes certificate_at(const char *path)
{
    static uint8_t room[4096];
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        abort();
    size_t n = fread(room, 1, sizeof room, f);
    (void)fclose(f);
    return (struct bytes){ room, n };
}
