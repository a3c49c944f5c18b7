#include "sensor/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool add(struct inputs *in, char *path)
{
    char **grown = path != NULL ? reallocarray(in->path, in->n + 1, sizeof *grown) : NULL;
    if (grown == NULL) {
        free(path);
        return false;
    }
    in->path = grown;
    in->path[in->n++] = path;
    return true;
}

/* A directory holds other things than captures; a rotated one ends in a number (trace.pcap3). */
static int is_capture(const struct dirent *d)
{
    static const char *const endings[] = { ".pcap",      ".pcapng", ".cap", ".pcap.gz",
                                           ".pcapng.gz", ".cap.gz", ".dmp" };
    size_t n = strlen(d->d_name);
    while (n > 0 && d->d_name[n - 1] >= '0' && d->d_name[n - 1] <= '9')
        n--;
    for (size_t i = 0; d->d_name[0] != '.' && i < sizeof endings / sizeof endings[0]; i++) {
        size_t k = strlen(endings[i]);
        if (n > k && strncasecmp(d->d_name + n - k, endings[i], k) == 0)
            return 1;
    }
    return 0;
}

/* What a directory holds is opened only if it is a file: a pipe might never be written to. */
static bool add_found(struct inputs *in, char *path, const struct complaint *complaint)
{
    struct stat st;
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
        return add(in, path); /* opening it says what is wrong */
    complaint->about(complaint->self, path, "is not a file");
    free(path);
    return true;
}

static bool add_directory(struct inputs *in, const char *path, const struct complaint *complaint)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, is_capture, versionsort); /* trace.pcap2, then trace.pcap10 */
    if (n < 0)
        complaint->about(complaint->self, path, strerrordesc_np(errno));
    if (n == 0)
        complaint->about(complaint->self, path, "no captures in this directory");
    bool good = true;
    for (int i = 0; i < n; i++) {
        char *whole = NULL;
        bool named = good && asprintf(&whole, "%s/%s", path, entries[i]->d_name) >= 0;
        good = named && add_found(in, whole, complaint);
        free(entries[i]);
    }
    free(entries);
    return good;
}

bool inputs_gather(struct inputs *in, const char *const *paths, size_t n,
                   const struct complaint *complaint)
{
    *in = (struct inputs){ 0 };
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        bool directory =
            strcmp(paths[i], "-") != 0 && stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode);
        bool good = directory ? add_directory(in, paths[i], complaint) : add(in, strdup(paths[i]));
        if (!good)
            return false;
    }
    return true;
}

void inputs_free(struct inputs *in)
{
    for (size_t i = 0; i < in->n; i++)
        free(in->path[i]);
    free(in->path);
    *in = (struct inputs){ 0 };
}
