/* A replay in which the n-th allocation fails, for every n until there is none of that number: ours
 * (the linker hands them to us, --wrap) and libcyaml's, and with --also LIBRARY those of jansson
 * and sqlite, which ask for theirs (libcrypto falls over its own, in OpenSSL 3.0). Each is a
 * process of its own, that must end with a status and not with a signal (only jot.h may give up,
 * and has to say so), lose no memory (LeakSanitizer) and hang no longer than a minute; if it ends
 * well it has either written what it writes with all memory, or said that it has not.
 *
 * failing_memory [--also LIBRARY] [--every K] [--from N] [--only N] [--tell] -- ARGUMENTS OF
 * camwarden replay; "@" in them is a folder that is empty each time, and @/eve.json is what is
 * compared. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor/replay.h"

/* ---- memory ---- */

static atomic_long asked;
static long fails_at; /* 0: none */

static bool fails(void)
{
    bool yes = atomic_fetch_add(&asked, 1) + 1 == fails_at;
    if (yes)
        errno = ENOMEM;
    return yes;
}

#define ALLOCATOR(name, result, parameters, handed_on, failed) \
    result __real_##name parameters;                           \
    result __wrap_##name parameters;                           \
    result __wrap_##name parameters                            \
    {                                                          \
        return fails() ? failed : __real_##name handed_on;     \
    }
#include "tests/fuzz/allocators.def"
#undef ALLOCATOR

/* libcyaml's one function for all: it frees with n 0. */
void *__real_cyaml_mem(void *self, void *p, size_t n);
void *__wrap_cyaml_mem(void *self, void *p, size_t n);

void *__wrap_cyaml_mem(void *self, void *p, size_t n)
{
    return n > 0 && fails() ? NULL : __real_cyaml_mem(self, p, n);
}

static sqlite3_mem_methods sqlite_memory;

static void *sqlite_malloc(int n)
{
    return fails() ? NULL : sqlite_memory.xMalloc(n);
}

static void *sqlite_realloc(void *p, int n)
{
    return fails() ? NULL : sqlite_memory.xRealloc(p, n);
}

static void use_sqlite(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory);
    sqlite3_mem_methods ours = sqlite_memory;
    ours.xMalloc = sqlite_malloc;
    ours.xRealloc = sqlite_realloc;
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
}

static void use_library(const char *name)
{
    if (strcmp(name, "jansson") == 0)
        json_set_alloc_funcs(__wrap_malloc, free);
    else if (strcmp(name, "sqlite") == 0)
        use_sqlite();
}

/* ---- one replay ---- */

static char folder[] = "/dev/shm/camwarden-memory-XXXXXX";

static void empty_folder(void)
{
    DIR *d = opendir(folder);
    const struct dirent *entry = NULL;
    while (d != NULL &&
           (entry = readdir(d)) != NULL) /* NOLINT(concurrency-mt-unsafe): one thread */
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(d), entry->d_name, 0);
    if (d != NULL)
        (void)closedir(d);
}

static void path_of(const char *name, char out[static 128])
{
    (void)snprintf(out, 128, "%s/%s", folder, name);
}

/* The arguments, with the folder in the place of "@". */
static char **arguments_of(int argc, char **argv)
{
    static char command[] = "replay";
    char **own = __real_calloc((size_t)argc + 2, sizeof *own);
    if (own == NULL)
        abort();
    own[0] = command; /* which the program puts another in the place of */
    for (int i = 0; i < argc; i++) {
        const char *at = strchr(argv[i], '@');
        if (asprintf(&own[i + 1], "%.*s%s%s", at != NULL ? (int)(at - argv[i]) : 4096, argv[i],
                     at != NULL ? folder : "", at != NULL ? at + 1 : "") < 0)
            abort();
    }
    return own;
}

static void free_arguments(char **own)
{
    for (size_t i = 1; own[i] != NULL; i++)
        free(own[i]);
    free(own);
}

/* The child. How many allocations there were goes to @/asked. */
static int run(long n, int argc, char **argv)
{
    char said[128], count[128];
    path_of("said", said);
    path_of("asked", count);
    int out = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0 || dup2(out, STDERR_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || close(out) != 0)
        abort();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)alarm(60);
    char **own = arguments_of(argc, argv);
    atomic_store(&asked, 0);
    fails_at = n;
    int status = replay_main(argc + 1, own);
    fails_at = 0;
    free_arguments(own);
    FILE *f = __real_fopen(count, "we");
    if (f == NULL || fprintf(f, "%ld\n", atomic_load(&asked)) < 0 || fclose(f) != 0)
        abort();
    return status;
}

struct ended {
    int status;
    char *said;
    char *eve;
    long asked;
};

static char *read_text(const char *name)
{
    enum { ROOM = 1 << 20 };
    char path[128];
    path_of(name, path);
    FILE *f = __real_fopen(path, "re");
    char *text = __real_calloc(1, ROOM);
    if (text == NULL)
        abort();
    if (f != NULL) {
        (void)fread(text, 1, ROOM - 1, f);
        (void)fclose(f);
    }
    return text;
}

static struct ended run_apart(long n, int argc, char **argv)
{
    struct ended e = { 0 };
    empty_folder();
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        exit(run(n, argc, argv)); /* NOLINT(concurrency-mt-unsafe): the leak check comes with it */
    if (pid < 0 || waitpid(pid, &e.status, 0) != pid)
        abort();
    e.said = read_text("said");
    e.eve = read_text("eve.json");
    char *count = read_text("asked");
    e.asked = strtol(count, NULL, 10);
    free(count);
    return e;
}

static void ended_free(struct ended *e)
{
    free(e->said);
    free(e->eve);
}

/* As alerts/jot.h says. */
static bool gave_up(const struct ended *e)
{
    return WIFSIGNALED(e->status) && WTERMSIG(e->status) == SIGABRT &&
           strcmp(e->said, "camwarden: out of memory\n") == 0;
}

/* NULL: as it should be. */
static const char *wrong(const struct ended *e, const struct ended *whole)
{
    if (gave_up(e))
        return NULL;
    if (!WIFEXITED(e->status))
        return "ended by a signal";
    if (WEXITSTATUS(e->status) > 4)
        return "ended with a strange status";
    bool same = strcmp(e->eve, whole->eve) == 0;
    if (WEXITSTATUS(e->status) == WEXITSTATUS(whole->status) && !same && e->said[0] == '\0')
        return "alerts are missing and nobody says so";
    return WEXITSTATUS(e->status) != WEXITSTATUS(whole->status) && e->said[0] == '\0'
               ? "does not say what is wrong"
               : NULL;
}

struct wish {
    long from, every, only;
    bool tell; /* what each said */
};

static int run_all(const struct wish *w, int argc, char **argv)
{
    struct ended whole = run_apart(0, argc, argv);
    long failed = 0, n = w->only > 0 ? w->only : w->from, tried = 0;
    long last = w->only > 0 ? w->only : whole.asked;
    if (!WIFEXITED(whole.status) || whole.asked == 0)
        (void)printf("with all memory it ends with %d and says: %s\n", whole.status, whole.said);
    for (; n <= last; n += w->every, tried++) {
        struct ended e = run_apart(n, argc, argv);
        const char *what = wrong(&e, &whole);
        if (what != NULL || w->tell)
            (void)printf("allocation %ld: %s (%d): %s\n", n, what != NULL ? what : "well", e.status,
                         e.said);
        failed += what != NULL;
        ended_free(&e);
    }
    (void)printf("%ld allocations, %ld of them failed in turn, %ld times badly\n", whole.asked,
                 tried, failed);
    bool good = failed == 0 && whole.asked > 0;
    ended_free(&whole);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct wish w = { .from = 1, .every = 1 };
    int i = 1;
    for (; i + 1 < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--tell") == 0)
            w.tell = true;
        else if (strcmp(argv[i], "--also") == 0)
            use_library(argv[++i]);
        else if (strcmp(argv[i], "--from") == 0)
            w.from = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--every") == 0)
            w.every = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--only") == 0)
            w.only = strtol(argv[++i], NULL, 10);
    }
    if (i + 1 >= argc || w.every < 1 || mkdtemp(folder) == NULL)
        return 2;
    int status = run_all(&w, argc - i - 1, argv + i + 1);
    empty_folder();
    (void)rmdir(folder);
    return status;
}
