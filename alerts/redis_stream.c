/* How it works: entries come from one command only, XREADGROUP: what XAUTOCLAIM has made ours is
 * asked for by stream_ours(). All that Redis says is checked: an answer of another shape is none.
 */
#include "alerts/redis_stream.h"

#include "alerts/redis_order.h"

_Static_assert((int)STREAM_PAGE_MAX <= (int)ORDER_LINES, "a page is acknowledged with one command");

static bool no_redis(const struct stream_reader *s, struct error *e)
{
    return fail(e, "what answers at %s is not Redis", redis_where(s->redis));
}

bool stream_join(const struct stream_reader *s, const char *from, struct error *e)
{
    struct order o = { 0 };
    order_add(&o, "XGROUP");
    order_add(&o, "CREATE");
    order_add(&o, s->key);
    order_add(&o, s->group);
    order_add(&o, from);
    order_add(&o, "MKSTREAM");
    struct command c = order_command(&o, "the group of readers");
    return redis_order(s->redis, &c, NULL, e) || redis_refused(s->redis, "BUSYGROUP");
}

/* Digits, a dash, digits. */
static bool take_id(struct bytes text, struct stream_id *id)
{
    size_t dashes = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool dash = text.p[i] == '-' && i > 0 && i + 1 < text.n;
        dashes += dash;
        if (!dash && (text.p[i] < '0' || text.p[i] > '9'))
            return false;
    }
    if (dashes != 1 || text.n >= sizeof id->s)
        return false;
    memcpy(id->s, text.p, text.n);
    id->s[text.n] = '\0';
    return true;
}

/* Of fields and values in turn, the value of `eve`. */
static struct bytes line_of(const struct redis_answer *fields)
{
    for (size_t i = 0; i + 1 < redis_answer_count(fields); i += 2) {
        struct bytes field = redis_answer_text(redis_answer_part(fields, i));
        if (field.n == 3 && memcmp(field.p, "eve", 3) == 0)
            return redis_answer_text(redis_answer_part(fields, i + 1));
    }
    return (struct bytes){ NULL, 0 };
}

static bool take_entry(const struct redis_answer *a, struct stream_entry *entry)
{
    const struct redis_answer *fields = redis_answer_part(a, 1);
    entry->gone = redis_answer_count(fields) == 0;
    entry->line = line_of(fields);
    return redis_answer_count(a) == 2 &&
           take_id(redis_answer_text(redis_answer_part(a, 0)), &entry->id);
}

/* [[key, [[id, [field, value, ...]], ...]]]; nothing at all if there is nothing. */
static bool take_page(struct stream_page *page, size_t most)
{
    const struct redis_answer *list = redis_answer_part(redis_answer_part(page->answer, 0), 1);
    page->n = redis_answer_count(list);
    if (page->n > most)
        return false;
    for (size_t i = 0; i < page->n; i++)
        if (!take_entry(redis_answer_part(list, i), &page->entry[i]))
            return false;
    return true;
}

/* wait_ms -1: ours; otherwise news. */
static bool read_group(const struct stream_reader *s, size_t most, long wait_ms,
                       struct stream_page *page, struct error *e)
{
    struct order o = { 0 };
    order_add(&o, "XREADGROUP");
    order_add(&o, "GROUP");
    order_add(&o, s->group);
    order_add(&o, s->consumer);
    order_add(&o, "COUNT");
    order_add_number(&o, most);
    if (wait_ms > 0) {
        order_add(&o, "BLOCK");
        order_add_number(&o, (uint64_t)wait_ms);
    }
    order_add(&o, "STREAMS");
    order_add(&o, s->key);
    order_add(&o, wait_ms < 0 ? "0" : ">");
    struct command c = order_command(&o, "reading the stream");
    page->answer = redis_ask(s->redis, &c, e);
    if (page->answer == NULL || take_page(page, most))
        return page->answer != NULL;
    stream_page_free(page);
    return no_redis(s, e);
}

bool stream_ours(const struct stream_reader *s, size_t most, struct stream_page *page,
                 struct error *e)
{
    return read_group(s, most, -1, page, e);
}

bool stream_news(const struct stream_reader *s, size_t most, unsigned wait_ms,
                 struct stream_page *page, struct error *e)
{
    return read_group(s, most, (long)wait_ms, page, e);
}

void stream_page_free(struct stream_page *page)
{
    redis_answer_free(page->answer);
    page->answer = NULL;
    page->n = 0;
}

bool stream_claim(const struct stream_reader *s, uint64_t idle_ms, struct stream_claim *claim,
                  struct error *e)
{
    struct order o = { 0 };
    order_add(&o, "XAUTOCLAIM");
    order_add(&o, s->key);
    order_add(&o, s->group);
    order_add(&o, s->consumer);
    order_add_number(&o, idle_ms);
    order_add(&o, claim->next.s);
    order_add(&o, "JUSTID");
    struct command c = order_command(&o, "what other readers have left");
    struct redis_answer *a = redis_ask(s->redis, &c, e);
    if (a == NULL)
        return false;
    claim->taken = redis_answer_count(redis_answer_part(a, 1));
    claim->gone = redis_answer_count(redis_answer_part(a, 2)); /* from Redis 7 on */
    bool taken = take_id(redis_answer_text(redis_answer_part(a, 0)), &claim->next);
    redis_answer_free(a);
    return taken || no_redis(s, e);
}

bool stream_acknowledge(const struct stream_reader *s, const struct stream_id *id, size_t n,
                        struct error *e)
{
    struct order o = { 0 };
    if (n == 0)
        return true;
    order_add(&o, "XACK");
    order_add(&o, s->key);
    order_add(&o, s->group);
    struct bytes text[STREAM_PAGE_MAX];
    for (size_t i = 0; i < n; i++)
        text[i] = bytes_of_text(id[i].s);
    order_add_lines(&o, text, n);
    struct command c = order_command(&o, "the acknowledgement");
    long long acknowledged = 0; /* fewer, if others have claimed some */
    if (!redis_order(s->redis, &c, &acknowledged, e))
        return false;
    return acknowledged >= 0 || no_redis(s, e);
}
