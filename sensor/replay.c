/* syscalls(replay): stat, newfstatat: how much there is to read. */
#include "sensor/replay.h"

#include "capture/filter.h"
#include "sensor/crew.h"
#include "sensor/engine.h"
#include "sensor/html_report.h"
#include "sensor/inputs.h"
#include "sensor/progress.h"
#include "sensor/sandbox_places.h"
#include "sensor/sandbox_refused.h"
#include "sensor/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BATCH = 256 };

struct run {
    struct engine engine;
    struct crew *crew; /* NULL: one worker, which is the engine itself */
    struct progress progress;
    struct inputs inputs;
    uint64_t bytes_all;  /* of all inputs; 0: not known */
    uint64_t bytes_done; /* of those before the present one */
    size_t bad;          /* how many inputs could not be read to their end */
    struct sandbox_tally *tally;
};

static void complain(void *self, const char *path, const char *why)
{
    struct run *r = self;
    progress_end(&r->progress);
    (void)fprintf(stderr, "camwarden: ");
    for (const char *c = path; *c != '\0'; c++) /* a file's name may hold what a terminal obeys */
        (void)fputc(*c >= ' ' && *c <= '~' ? *c : '?', stderr);
    (void)fprintf(stderr, ": %s\n", why);
    r->bad++;
}

/* 0 if one of them has no size: a pipe. */
static uint64_t bytes_of(const struct inputs *in)
{
    uint64_t all = 0;
    for (size_t i = 0; i < in->n; i++) {
        struct stat st;
        if (stat(in->path[i], &st) != 0 || !S_ISREG(st.st_mode))
            return 0;
        all += (uint64_t)st.st_size;
    }
    return all;
}

static void read_frames(struct run *r, const struct source *source, void *opened, size_t i)
{
    struct frame batch[BATCH];
    struct error e;
    int n = 0;
    while ((n = source->next(opened, batch, BATCH, &e)) >= 0) {
        for (int k = 0; k < n; k++)
            engine_take(&r->engine, &batch[k]);
        uint64_t done = 0, all = 0;
        source->progress(opened, &done, &all);
        progress_show(&r->progress, r->bytes_done + done, r->bytes_all, i, r->inputs.n);
        if (delivery_failed(r->engine.delivery, NULL))
            return;
    }
    if (n == SOURCE_BROKEN)
        complain(r, r->inputs.path[i], e.s);
}

static void read_input(struct run *r, const struct replay_options *o, size_t i)
{
    struct error e;
    const char *path = r->inputs.path[i];
    const struct source *source = source_for(path, &e);
    void *opened = source != NULL ? source->open(path, o->common.filter, &e) : NULL;
    if (opened == NULL) {
        complain(r, path, e.s);
        return;
    }
    read_frames(r, source, opened, i);
    uint64_t done = 0, all = 0;
    source->progress(opened, &done, &all);
    r->bytes_done += done;
    source->close(opened);
    engine_end_capture(&r->engine);
}

static void note_result(struct run *r, const struct crew_result *result, size_t i)
{
    if (result->error != NULL)
        complain(r, r->inputs.path[i], result->error);
    if (!result->opened)
        return;
    const uint64_t times[] = { result->span.first_ns, result->span.last_ns, result->span.end_ns };
    for (size_t k = 0; k < sizeof times / sizeof times[0] && times[k] != 0; k++)
        engine_note_time(&r->engine, times[k]);
    engine_end_capture(&r->engine);
}

static void read_together(struct run *r, const struct replay_options *o, size_t i)
{
    struct error e;
    struct observer to = engine_observer(&r->engine);
    if (!crew_begin(r->crew, r->inputs.path[i], o->common.filter, &e)) {
        complain(r, r->inputs.path[i], e.s);
        return;
    }
    while (crew_tell(r->crew, to)) {
        uint64_t done = r->bytes_done + crew_done(r->crew);
        progress_show(&r->progress, done, r->bytes_all, i, r->inputs.n);
        if (delivery_failed(r->engine.delivery, NULL))
            crew_stop(r->crew);
    }
    struct crew_result result = crew_end(r->crew);
    r->bytes_done += crew_done(r->crew);
    note_result(r, &result, i);
}

/* A pipe can be read only once, and a compressed file is too dear to be read several times. */
static bool can_be_shared(const struct inputs *in)
{
    struct error unheard;
    for (size_t i = 0; i < in->n; i++)
        if (source_for(in->path[i], &unheard) == &pcap_stream_source)
            return false;
    return true;
}

static bool gather_workers(struct run *r, size_t n)
{
    if (n == 1 || r->engine.catcher != NULL || !can_be_shared(&r->inputs))
        return true;
    r->crew = crew_new(n, &r->engine.settings);
    return r->crew != NULL;
}

static void allow_all(struct sandbox_places *p, const struct run *r, const struct replay_options *o)
{
    for (size_t i = 0; i < r->inputs.n; i++)
        sandbox_allow(p, r->inputs.path[i], SANDBOX_READ);
    sandbox_allow_outputs(p, &o->common);
    if (o->report != NULL && strcmp(o->report, "-") != 0)
        sandbox_allow_folder_of(p, o->report, SANDBOX_WRITE);
    if (o->common.filter != NULL) /* which may have names of hosts and ports */
        sandbox_allow_names(p);
}

/* Everything is open but the captures. */
static bool enter_sandbox(struct run *r, const struct replay_options *o, struct error *e)
{
    struct sandbox_state unheard;
    bool names = o->common.filter != NULL; /* libpcap asks the resolver for "port http" too */
    struct sandbox_settings settings = { .role = SANDBOX_REPLAY,
                                         .off = o->common.no_sandbox,
                                         .connects = names || sandbox_connects(&o->common) };
    settings.tally = r->tally = sandbox_tally_new();
    settings.places = sandbox_places_new();
    if (settings.places == NULL || r->tally == NULL) {
        sandbox_places_free(settings.places);
        return fail(e, "no sandbox: no memory");
    }
    allow_all(settings.places, r, o);
    bool entered = sandbox_enter(&settings, &unheard, e);
    sandbox_places_free(settings.places);
    return entered;
}

static bool begin(struct run *r, const struct replay_options *o, struct error *e)
{
    struct complaint complaint = { complain, r };
    if (!inputs_gather(&r->inputs, o->paths, o->paths_n, &complaint) ||
        !gather_workers(r, o->common.workers))
        return fail(e, "no memory");
    return enter_sandbox(r, o, e) && engine_start(&r->engine, e);
}

static int read_all(struct run *r, const struct replay_options *o)
{
    struct error e;
    if (!begin(r, o, &e)) {
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
        return EXIT_INPUT;
    }
    r->bytes_all = bytes_of(&r->inputs);
    for (size_t i = 0; i < r->inputs.n && !delivery_failed(r->engine.delivery, NULL); i++)
        (r->crew != NULL ? read_together : read_input)(r, o, i);
    progress_end(&r->progress);
    if (r->crew != NULL)
        crew_count(r->crew, &r->engine.counters);
    return r->bad > 0 ? EXIT_INPUT : EXIT_OK;
}

/* Everything that a replay has to say at its end. */
static int show(const struct shown *shown, const struct replay_options *o, int status)
{
    struct error e;
    if (o->json)
        report_json(shown, stdout);
    else if (!o->common.quiet)
        table_print(shown, table_stream(o));
    if (o->debug)
        table_counters(&shown->engine->counters, true, stderr);
    if (o->report != NULL && !html_report_write(shown, shown->engine->timeline, o->report, &e)) {
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
        status = EXIT_DELIVERY;
    }
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fprintf(stderr, "camwarden: cannot write the result: %s\n", strerrordesc_np(errno));
        status = EXIT_DELIVERY;
    }
    if (status == EXIT_OK && o->exit_code && violations_shown(shown) > 0)
        return EXIT_VIOLATIONS;
    return status;
}

static int finish(struct run *r, const struct replay_options *o, int status)
{
    struct error e;
    bool cut_short = delivery_failed(r->engine.delivery, NULL);
    if (!engine_finish(&r->engine, &e)) {
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
        status = EXIT_DELIVERY;
    }
    sandbox_refused_tell(r->tally, 0);
    struct shown shown = { .engine = &r->engine,
                           .level = r->engine.verdicts.level,
                           .inputs = &r->inputs,
                           .bad = r->bad,
                           .cut_short = cut_short };
    return show(&shown, o, status);
}

/* So that a mistake in it is told once, and not of every capture. */
static bool filter_is_good(const struct replay_options *o, struct error *e)
{
    struct filter *f =
        o->common.filter != NULL ? filter_new(o->common.filter, LINK_ETHERNET, e) : NULL;
    bool good = o->common.filter == NULL || f != NULL;
    if (f != NULL)
        filter_free(f);
    return good;
}

int replay_main(int argc, char **argv)
{
    struct replay_options o;
    options_read(argc, argv, &o);
    struct run r = { .progress = progress_begin(o.common.quiet) };
    struct error e;
    int status = EXIT_OK;
    if (!filter_is_good(&o, &e)) {
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
        status = EXIT_USAGE;
    } else if (engine_open(&r.engine, &o, &e, &status)) {
        status = read_all(&r, &o);
        status = finish(&r, &o, status);
    } else {
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
    }
    sandbox_tally_free(r.tally);
    crew_free(r.crew);
    engine_close(&r.engine);
    inputs_free(&r.inputs);
    options_free(&o);
    return status;
}
