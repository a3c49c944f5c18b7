/* Whom the book may forget: strangers, and cameras that are not firm, each in a list by when they
 * were last met. */
#include "rules/book_index.h"

/* That part of the places is for strangers, as long as not all cameras are firm. */
enum { STRANGERS_PART = 16 };

/* Who is known for so long is no fake made up a moment ago. */
static const uint64_t firm_ns = 3600000000000;

bool book_is_old(uint64_t first_ns, uint64_t now_ns)
{
    return now_ns > first_ns && now_ns - first_ns >= firm_ns;
}

/* NULL: it may not be. */
static struct by_age *list_of(struct camera_book *b, const struct camera *c)
{
    if (c->proof == NULL)
        return &b->strangers;
    return c->firm ? NULL : &b->loose;
}

void book_take_out(struct camera_book *b, uint32_t place)
{
    struct camera *c = &b->at[place];
    struct by_age *l = list_of(b, c);
    if (l == NULL)
        return;
    *(c->older != nobody ? &b->at[c->older].younger : &l->oldest) = c->younger;
    *(c->younger != nobody ? &b->at[c->younger].older : &l->youngest) = c->older;
    c->older = c->younger = nobody;
}

void book_put_last(struct camera_book *b, uint32_t place)
{
    struct camera *c = &b->at[place];
    struct by_age *l = list_of(b, c);
    if (l == NULL)
        return;
    c->older = l->youngest;
    c->younger = nobody;
    *(l->youngest != nobody ? &b->at[l->youngest].younger : &l->oldest) = place;
    l->youngest = place;
}

static void forget(struct camera_book *b, uint32_t place)
{
    for (uint32_t slot = 0; slot < ADDRESSES_MAX; slot++)
        if (b->at[place].address[slot].used)
            book_drop_address(b, place * ADDRESSES_MAX + slot);
    if (b->at[place].mac_proved)
        book_drop_mac(b, place);
    for (enum name_tag which = 0; which < TAGS; which++)
        book_drop_tag(b, place, which);
    book_take_out(b, place);
    b->at[place] = (struct camera){ .used = false };
}

uint32_t book_make_room(struct camera_book *b)
{
    if (b->used < b->n)
        return b->used++;
    uint32_t place = b->strangers.oldest;
    if (place == nobody) {
        count(b->counters, COUNT_cameras_full);
        return nobody;
    }
    count(b->counters, COUNT_strangers_forgotten);
    forget(b, place);
    return place;
}

void book_give_up(struct camera_book *b, uint32_t place)
{
    if (b->at[place].proof != NULL)
        book_prove(b, place, NULL);
    forget(b, place);
    struct by_age *l = &b->strangers;
    b->at[place] =
        (struct camera){ .used = true, .next_mac = nobody, .older = nobody, .younger = l->oldest };
    *(l->oldest != nobody ? &b->at[l->oldest].older : &l->youngest) = place;
    l->oldest = place;
}

void book_prove(struct camera_book *b, uint32_t place, const char *proof)
{
    struct camera *c = &b->at[place];
    bool was = c->proof != NULL, is = proof != NULL;
    if (is && policy_camera(b->policy, &c->name.mac, &c->name.ip) != NULL)
        book_firm(b, place);
    if (was != is)
        book_take_out(b, place);
    c->proof = proof;
    if (was != is) {
        b->cameras = is ? b->cameras + 1 : b->cameras - 1;
        book_put_last(b, place);
    }
}

bool book_is_crowded(const struct camera_book *b)
{
    return b->cameras > b->n - b->n / STRANGERS_PART;
}

uint32_t book_loosest(const struct camera_book *b)
{
    return b->loose.oldest;
}

void book_let_go(struct camera_book *b, uint32_t place)
{
    count(b->counters, COUNT_cameras_forgotten);
    book_prove(b, place, NULL);
}

void book_firm(struct camera_book *b, uint32_t place)
{
    struct camera *c = &b->at[place];
    if (c->firm)
        return;
    if (c->proof != NULL)
        book_take_out(b, place);
    c->firm = true;
}
