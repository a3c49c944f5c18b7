#include "flow/ages.h"

static const uint64_t second_ns = 1000000000;

/* Conversations that nobody answers give way first once they are that part of the table: so many
 * there are of media that go one way, and of scans, without anybody meaning ill. */
enum { UNANSWERED_PART = 4 };

static struct age_list *list_of(struct flows *fs, const struct flow *f)
{
    return &fs->lists[f->key.transport == TRANSPORT_TCP];
}

static void link_remove(struct flows *fs, struct age_list *l, struct flow *f, enum age_links which)
{
    struct age_link *at = &f->link[which];
    *(at->older == no_flow ? &l->oldest : &fs->all[at->older].link[which].younger) = at->younger;
    *(at->younger == no_flow ? &l->youngest : &fs->all[at->younger].link[which].older) = at->older;
}

static void link_add(struct flows *fs, struct age_list *l, struct flow *f, enum age_links which)
{
    uint32_t i = flow_number(fs, f);
    f->link[which] = (struct age_link){ .older = l->youngest, .younger = no_flow };
    *(l->youngest == no_flow ? &l->oldest : &fs->all[l->youngest].link[which].younger) = i;
    l->youngest = i;
}

static void list_answered(struct flows *fs, struct flow *f)
{
    if (!f->unanswered)
        return;
    link_remove(fs, &fs->unanswered, f, AGE_UNANSWERED);
    fs->unanswered_n--;
    f->unanswered = false;
}

void ages_remove(struct flows *fs, struct flow *f)
{
    link_remove(fs, list_of(fs, f), f, AGE_ALL);
    list_answered(fs, f);
}

static bool is_unanswered(const struct flow *f)
{
    return f->feed.heard != 3;
}

void ages_add(struct flows *fs, struct flow *f)
{
    link_add(fs, list_of(fs, f), f, AGE_ALL);
    f->listed = fs->now_frame;
    f->listed_s = fs->now_ns / second_ns;
    f->unanswered = is_unanswered(f);
    if (!f->unanswered)
        return;
    link_add(fs, &fs->unanswered, f, AGE_UNANSWERED);
    fs->unanswered_n++;
}

void ages_touch(struct flows *fs, struct flow *f)
{
    f->last_ns = fs->now_ns;
    if (!is_unanswered(f))
        list_answered(fs, f);
    if (f->listed_s * second_ns + second_ns == fs->next_s_ns)
        return;
    ages_remove(fs, f);
    ages_add(fs, f);
}

static struct flow *oldest_of(const struct flows *fs, const struct age_list *l)
{
    return l->oldest == no_flow ? NULL : &fs->all[l->oldest];
}

static struct flow *older(struct flow *a, struct flow *b)
{
    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    return a->listed <= b->listed ? a : b;
}

struct flow *ages_oldest(const struct flows *fs)
{
    return older(oldest_of(fs, &fs->lists[0]), oldest_of(fs, &fs->lists[1]));
}

struct flow *ages_give_way(const struct flows *fs)
{
    bool many = fs->unanswered_n > fs->settings.flows / UNANSWERED_PART;
    return many ? oldest_of(fs, &fs->unanswered) : ages_oldest(fs);
}

/* The list's oldest, if it has been silent for longer than its limit. */
static struct flow *silent(const struct flows *fs, const struct age_list *l)
{
    struct flow *f = oldest_of(fs, l);
    bool is = f != NULL && fs->now_ns - f->listed_s * second_ns >= l->idle_ns + second_ns;
    return is ? f : NULL;
}

struct flow *ages_silent(const struct flows *fs)
{
    return older(silent(fs, &fs->lists[0]), silent(fs, &fs->lists[1]));
}
