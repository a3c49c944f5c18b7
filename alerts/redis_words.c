#include "alerts/redis_words.h"

#include <stddef.h>
#include <string.h>

const char *redis_meaning(const char *code)
{
    static const char *const meanings[][2] = {
        { "WRONGPASS", "the user name or the password is wrong" },
        { "NOAUTH", "it wants a password" },
        { "NOPERM", "this user has no right to" },
        { "WRONGTYPE", "that key holds something else" },
        { "OOM", "its memory is full" },
        { "READONLY", "it is a read-only replica" },
        { "LOADING", "it is still loading its data" },
        { "MISCONF", "it cannot save to its disk" },
        { "NOREPLICAS", "too few replicas are connected to it" },
        { "MASTERDOWN", "its link to the master is down" },
        { "MOVED", "its cluster sends us elsewhere" },
        { "ASK", "its cluster sends us elsewhere" },
        { "TRYAGAIN", "its cluster is moving these keys" },
        { "CLUSTERDOWN", "its cluster is down" },
        { "DENIED", "it is in protected mode: it wants a password, or a local connection" },
    };
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (strcmp(code, meanings[i][0]) == 0)
            return meanings[i][1];
    return NULL;
}

bool redis_passes(const char *code)
{
    static const char *const codes[] = { "READONLY",   "LOADING", "MASTERDOWN", "OOM",
                                         "NOREPLICAS", "MISCONF", "CLUSTERDOWN" };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return false;
}
