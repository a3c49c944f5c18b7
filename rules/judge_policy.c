/* What the operator changes while the judge runs: the policy, and what is not to be told. */
#include "rules/judge_parts.h"
#include "rules/learn.h"
#include "rules/nearest.h"

/* ---- another policy ---- */

void judge_reconsider(struct judge *j, uint32_t place)
{
    const char *before = book_at(j->book, place)->proof;
    learn_policy(j->book, place, j->policy);
    const char *proof = book_at(j->book, place)->proof;
    if (proof == before)
        return;
    j->tally[place].changes++;
    if (before == NULL)
        judge_tell_held(j, place, NULL);
    if (proof == NULL)
        judge_take_back(j, place, NULL);
}

void judge_use_policy(struct judge *j, const struct policy *policy)
{
    j->policy = policy;
    book_use_policy(j->book, policy);
    if (!policy_fingerprints(policy))
        key_uses_wipe(j->passwords);
    for (uint32_t place = 0; place < book_size(j->book); place++)
        judge_reconsider(j, place);
    judge_settle(j);
}

/* ---- an order ---- */

static bool check_reason(const char *reason, struct sentence *kept, struct error *e)
{
    if (reason == NULL || reason[strspn(reason, " ")] == '\0')
        return fail(e, "a suppression needs a reason");
    if (strlen(reason) >= sizeof kept->s)
        return fail(e, "the reason is longer than %zu letters", sizeof kept->s - 1);
    for (const char *at = reason; *at != '\0'; at++)
        if (*at < ' ' || *at > '~')
            return fail(e, "the reason may hold printable ASCII only");
    sentence_format(kept, "%s", reason);
    return true;
}

static bool check_item(const char *number, const struct guide_item **about, struct error *e)
{
    const struct item *item = number != NULL ? item_find(number) : NULL;
    if (item != NULL) {
        *about = &item->about;
        return true;
    }
    const char *near = number != NULL ? item_nearest(number) : NULL;
    if (near != NULL)
        return fail(e, "the guide has no item '%.64s'; did you mean '%s'?", number, near);
    return fail(e, "the guide has no item '%.64s'", number != NULL ? number : "");
}

/* The cameras that a word may mean. */
struct search {
    const char *word;
    bool is_ip;
    struct ip ip;
    const struct camera *by_id; /* its id, however a MAC in it is written */
    const struct camera *by_ip, *by_name;
    size_t ips, names; /* how many have that address, that name */
    struct nearest nearest;
};

static bool has_address(const struct camera *c, const struct ip *ip)
{
    for (size_t i = 0; i < ADDRESSES_MAX; i++)
        if (c->address[i].used && !c->address[i].half && ip_equal(&c->address[i].ip, ip))
            return true;
    return false;
}

static void look_at(struct search *s, const struct camera *c)
{
    if (strcmp(s->word, c->name.id.s) == 0)
        s->by_id = c;
    if (s->is_ip && has_address(c, &s->ip)) {
        s->by_ip = c;
        s->ips++;
    }
    if (strcmp(s->word, c->name.name.s) == 0) {
        s->by_name = c;
        s->names++;
    }
    nearest_try(&s->nearest, c->name.id.s);
    if (c->name.name.s[0] != '\0')
        nearest_try(&s->nearest, c->name.name.s);
}

static void search(struct judge *j, struct search *s)
{
    for (uint32_t place = 0; place < book_size(j->book); place++) {
        if (book_at(j->book, place)->proof == NULL)
            continue;
        judge_name(j, place);
        look_at(s, book_at(j->book, place));
    }
}

static bool is_unknown(const struct search *s, struct error *e)
{
    if (s->names > 1)
        return fail(e, "%zu cameras are called '%.64s'; say which by its id", s->names, s->word);
    if (s->nearest.best != NULL)
        return fail(e, "no camera '%.64s' is known; did you mean '%s'?", s->word, s->nearest.best);
    return fail(e, "no camera '%.64s' is known", s->word);
}

/* Whom the order means: all of them; a camera that is known, by its id; else whoever has that MAC
 * or address, now or later. */
static bool find_camera(struct judge *j, const char *word, struct operator_suppression *x,
                        struct error *e)
{
    char mac[MAC_TEXT_MAX], ip[IP_TEXT_MAX];
    if (strcmp(word, "*") == 0) {
        x->sign = SIGN_ALL;
        text_format(&x->camera, "*");
        return true;
    }
    bool is_mac = mac_parse(word, &x->mac) && mac_known(&x->mac);
    const char *canonical = is_mac ? mac_text(&x->mac, mac) : word;
    struct search s = { .word = canonical, .nearest = nearest_to(canonical) };
    s.is_ip = !is_mac && ip_parse(word, &s.ip);
    search(j, &s);
    const struct camera *c = s.by_id;
    if (c == NULL && s.ips == 1)
        c = s.by_ip;
    if (c == NULL && s.names == 1)
        c = s.by_name;
    if (c == NULL && !is_mac && !s.is_ip)
        return is_unknown(&s, e);
    x->sign = c != NULL ? SIGN_ID : is_mac ? SIGN_MAC : SIGN_IP;
    x->ip = s.ip;
    text_format(&x->camera, "%s",
                c != NULL ? c->name.id.s
                : is_mac  ? canonical
                          : ip_text(&s.ip, ip));
    return true;
}

bool judge_suppress(struct judge *j, const struct suppress_order *order, struct error *e)
{
    struct operator_suppression x = { .until_ns = order->until_ns };
    if (order->camera == NULL || order->camera[0] == '\0')
        return fail(e, "a suppression needs a camera");
    if (!check_item(order->item, &x.item, e) || !check_reason(order->reason, &x.reason, e) ||
        !find_camera(j, order->camera, &x, e) ||
        !suppressions_add(j->suppressions, &x, j->now_ns, e))
        return false;
    judge_settle(j);
    return true;
}

size_t judge_suppressions(const struct judge *j)
{
    return suppressions_n(j->suppressions, j->now_ns);
}

struct operator_suppression judge_suppression(const struct judge *j, size_t i)
{
    return suppressions_at(j->suppressions, i, j->now_ns);
}
