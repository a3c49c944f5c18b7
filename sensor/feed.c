/* How it works: one thread, one batch at a time: it is written, then acknowledged, then the next is
 * read. After any failure of Redis it connects again and begins with what is ours, so that entries
 * whose acknowledgement was lost are met again; the journal knows those that are written. While the
 * sink fails, what is in hand is asked for again and again, so that it does not look left. */
/* syscalls(feed): openat, open, pread64, pwrite64, ftruncate, fsync, fdatasync: the journal. */
/* syscalls(feed): rename, renameat, unlink, unlinkat, getdents64, flock, eventfd2: the journal. */
#include "sensor/feed.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "alerts/backoff.h"
#include "core/clock.h"
#include "sensor/common_options.h"
#include "sensor/feed_line.h"

enum { WAIT_MS = 250, RETRY_MS = 100, RETRY_MOST_MS = 15000 };

/* Something that fails and mends. */
struct health {
    bool down;
    struct backoff backoff;
};

struct feed {
    const struct feed_settings *s;
    struct feed_figures *figures;
    const char *begin; /* of the group, should it not be there */
    struct stream_claim claim;
    uint64_t claim_at_ms;
    bool connected;  /* and our group is there */
    bool left;       /* some that are ours may be left */
    bool sink_fails; /* and that ends it */
    bool ending;
    bool said_gone, said_foreign;
    struct health redis, sink;
};

enum turning { FAILED, NOTHING, SOMETHING };

/* ---- signals and pauses ---- */

static void tell_figures(const struct feed_figures *n)
{
    (void)fprintf(
        stderr,
        "camwarden: %llu written, %llu written before, %llu claimed, %llu trimmed unread, "
        "%llu not ours\n",
        (unsigned long long)n->written, (unsigned long long)n->known,
        (unsigned long long)n->claimed, (unsigned long long)n->gone,
        (unsigned long long)n->foreign);
}

static void reopen(struct feed *f)
{
    struct error e;
    if (f->s->sink->reopen == NULL)
        return;
    if (!f->s->sink->reopen(f->s->opened, &e) || !feed_journal_reopen(f->s->journal, &e))
        (void)fprintf(stderr, "camwarden: %s; going on in the old file\n", e.s);
}

static void take_signals(struct feed *f)
{
    struct signalfd_siginfo i;
    while (read(f->s->signals, &i, sizeof i) == (ssize_t)sizeof i) {
        if (i.ssi_signo == SIGHUP)
            reopen(f);
        else
            tell_figures(f->figures);
    }
}

/* Until a signal comes, at most. */
static void pause_ms(struct feed *f, uint32_t ms)
{
    struct pollfd fds[] = { { f->s->signals, POLLIN, 0 }, { f->s->ending, POLLIN, 0 } };
    (void)poll(fds, 2, (int)ms);
    f->ending = fds[1].revents != 0;
    if (fds[0].revents != 0)
        take_signals(f);
}

/* ---- what fails and mends ---- */

static void fails(struct feed *f, struct health *h, const struct error *why)
{
    if (f->s->once)
        (void)fprintf(stderr, "camwarden: %s\n", why->s);
    else if (!h->down)
        (void)fprintf(stderr, "camwarden: %s; trying again\n", why->s);
    h->down = true;
    if (!f->s->once)
        pause_ms(f, backoff_wait(&h->backoff));
}

static void works(struct health *h, const char *what, const char *where)
{
    if (h->down)
        (void)fprintf(stderr, "camwarden: %s %s: going on\n", what, where);
    h->down = false;
    backoff_reset(&h->backoff);
}

/* ---- out ---- */

/* What is in hand, and how far it has come. */
struct hand {
    struct stream_id id[STREAM_PAGE_MAX];
    struct bytes line[STREAM_PAGE_MAX];
    size_t n;
    bool begun, written;
};

static bool try_to_write(struct feed *f, struct hand *h, struct error *e)
{
    const struct sink *sink = f->s->sink;
    const struct batch b = { .n = h->n, .line = h->line };
    bool broken = sink->broken != NULL ? sink->broken(f->s->opened) : f->sink.down;
    h->begun = h->begun || feed_journal_begin(f->s->journal, h->id, h->n, e);
    if (!h->begun || (broken && sink->mend != NULL && !sink->mend(f->s->opened, e)))
        return false;
    h->written = h->written || sink->deliver(f->s->opened, &b, e);
    return h->written && feed_journal_end(f->s->journal, e);
}

/* What we hold on to does not look left to other readers. */
static void hold_on(const struct feed *f)
{
    struct stream_page page;
    struct error e;
    if (!redis_connected(f->s->from.redis) && !redis_connect(f->s->from.redis, &e))
        return;
    if (stream_ours(&f->s->from, STREAM_PAGE_MAX, &page, &e))
        stream_page_free(&page);
}

/* false: the end comes before it is written. */
static bool write_lines(struct feed *f, struct hand *h)
{
    struct error e;
    while (!try_to_write(f, h, &e)) {
        fails(f, &f->sink, &e);
        f->sink_fails = f->s->once;
        if (f->s->once || f->ending)
            return false;
        hold_on(f);
    }
    works(&f->sink, f->s->sink->name, f->s->sink->where(f->s->opened));
    f->figures->written += h->n;
    return true;
}

/* ---- in ---- */

/* true: its line is to be written. */
static bool wanted(struct feed *f, const struct stream_entry *entry)
{
    const char *key = f->s->from.key;
    if (feed_journal_knows(f->s->journal, &entry->id)) {
        f->figures->known++;
        return false;
    }
    if (entry->gone) {
        if (!f->said_gone)
            (void)fprintf(stderr, "camwarden: entry %s of %s was trimmed before it was read\n",
                          entry->id.s, key);
        f->said_gone = true;
        f->figures->gone++;
        return false;
    }
    if (feed_line_good(entry->line) && feed_line_has_form(entry->line, f->s->format))
        return true;
    if (!f->said_foreign)
        (void)fprintf(
            stderr,
            "camwarden: entry %s of %s has no alert, a line of text, under the field 'eve'\n",
            entry->id.s, key);
    f->said_foreign = true;
    f->figures->foreign++;
    return false;
}

/* Of a page, what is to be written and what is not; that is acknowledged first, for of a run that
 * is killed the journal knows one batch only. */
static bool take_page(struct feed *f, const struct stream_page *page, struct error *e)
{
    struct stream_id done[STREAM_PAGE_MAX];
    struct hand h;
    size_t done_n = 0;
    h.n = 0;
    h.begun = h.written = false;
    for (size_t i = 0; i < page->n; i++) {
        if (!wanted(f, &page->entry[i])) {
            done[done_n++] = page->entry[i].id;
            continue;
        }
        h.id[h.n] = page->entry[i].id;
        h.line[h.n++] = page->entry[i].line;
    }
    if (!stream_acknowledge(&f->s->from, done, done_n, e))
        return false;
    if (h.n == 0 || !write_lines(f, &h))
        return true;
    return stream_acknowledge(&f->s->from, h.id, h.n, e);
}

static size_t most(const struct feed *f)
{
    uint64_t left = f->s->most - f->figures->written;
    return f->s->most == 0 || left > STREAM_PAGE_MAX ? STREAM_PAGE_MAX : (size_t)left;
}

static enum turning take_ours(struct feed *f, struct error *e)
{
    struct stream_page page;
    if (!stream_ours(&f->s->from, most(f), &page, e))
        return FAILED;
    f->left = page.n > 0;
    bool taken = take_page(f, &page, e);
    stream_page_free(&page);
    return taken ? SOMETHING : FAILED;
}

static enum turning claim(struct feed *f, struct error *e)
{
    if (!stream_claim(&f->s->from, f->s->claim_after_ms, &f->claim, e))
        return FAILED;
    f->figures->claimed += f->claim.taken;
    f->figures->gone += f->claim.gone;
    f->left = f->claim.taken > 0;
    if (strcmp(f->claim.next.s, "0-0") == 0)
        f->claim_at_ms = steady_ms() + f->s->claim_after_ms / 2 + 1;
    return SOMETHING;
}

static enum turning take_news(struct feed *f, struct error *e)
{
    struct stream_page page;
    if (!stream_news(&f->s->from, most(f), f->s->once ? 0 : WAIT_MS, &page, e))
        return FAILED;
    enum turning o = page.n > 0 ? SOMETHING : NOTHING;
    bool taken = take_page(f, &page, e);
    stream_page_free(&page);
    return taken ? o : FAILED;
}

static bool join(struct feed *f, struct error *e)
{
    if (!redis_connect(f->s->from.redis, e) || !stream_join(&f->s->from, f->begin, e))
        return false;
    f->begin = "0"; /* a stream that is lost and begun anew has nothing that we have seen */
    f->connected = f->left = true;
    f->claim = (struct stream_claim){ .next = { "0-0" } };
    f->claim_at_ms = 0;
    return true;
}

static enum turning turn(struct feed *f, struct error *e)
{
    if (!f->connected && !join(f, e))
        return FAILED;
    if (f->left)
        return take_ours(f, e);
    return steady_ms() >= f->claim_at_ms ? claim(f, e) : take_news(f, e);
}

int feed_run(const struct feed_settings *s, struct feed_figures *figures)
{
    struct feed f = { .s = s, .figures = figures, .begin = s->begin };
    *figures = (struct feed_figures){ 0 };
    f.redis.backoff = f.sink.backoff = backoff_new(RETRY_MS, RETRY_MOST_MS);
    while (!f.ending && !f.sink_fails && (s->most == 0 || figures->written < s->most)) {
        struct error e;
        enum turning o = turn(&f, &e);
        f.connected = o != FAILED;
        if (o == FAILED)
            fails(&f, &f.redis, &e);
        else
            works(&f.redis, "Redis", redis_where(s->from.redis));
        if (s->once && o == FAILED)
            return EXIT_INPUT;
        if (s->once && o == NOTHING)
            break;
        pause_ms(&f, 0);
    }
    if (figures->gone + figures->foreign > 0)
        tell_figures(figures);
    return f.sink_fails ? EXIT_DELIVERY : EXIT_OK;
}
