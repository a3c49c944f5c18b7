/* Hosts that an earlier run knew are in the book again. */
#include "rules/book_index.h"
#include "rules/remembered.h"
#include "rules/vantage.h"

static bool is_free(struct camera_book *b, const struct address *a)
{
    return !ip_is_group(&a->ip) && book_find_address(b, &a->ip, a->vlan) == nobody;
}

static bool can_be_found(struct camera_book *b, const struct remembered *r)
{
    bool found = r->mac_proved;
    for (size_t i = 0; i < r->addresses; i++)
        found |= is_free(b, &r->address[i]);
    return found;
}

static void note_serial(struct camera_book *b, uint32_t place)
{
    uint64_t hash = book_tag(b, TAG_SERIAL, &b->at[place].name.serial);
    if (hash != 0 && book_find_tag(b, TAG_SERIAL, hash) == nobody)
        book_set_tag(b, place, TAG_SERIAL, hash);
}

uint32_t book_recall(struct camera_book *b, const struct remembered *r)
{
    bool doubled = r->mac_proved && book_find_mac(b, &r->name.mac) != nobody;
    if (doubled || !can_be_found(b, r))
        return nobody;
    uint32_t place = book_make_room(b);
    if (place == nobody)
        return nobody;
    struct camera *c = &b->at[place];
    *c = (struct camera){ .name = r->name,
                          .used = true,
                          .firm = sees_both_ways(r->sight) || book_is_old(r->first_ns, r->alive_ns),
                          .frame_mac = r->frame_mac,
                          .title = r->title,
                          .ip_met_ns = r->alive_ns,
                          .first_ns = r->first_ns,
                          .alive_ns = r->alive_ns,
                          .judged_ns = r->judged_ns,
                          .next_mac = nobody,
                          .older = nobody,
                          .younger = nobody };
    book_put_last(b, place);
    if (r->mac_proved)
        book_prove_mac(b, place, &r->name.mac);
    for (size_t i = 0; i < r->addresses; i++)
        if (is_free(b, &r->address[i]))
            book_add_address(b, place, &r->address[i]);
    note_serial(b, place);
    return place;
}

static bool is_it(const struct camera_book *b, uint32_t place, const struct text *id)
{
    const struct camera *c = &b->at[place];
    return c->proof != NULL && strcmp(c->name.id.s, id->s) == 0;
}

uint32_t book_find_camera(struct camera_book *b, const struct camera_name *name)
{
    uint32_t place = mac_known(&name->mac) ? book_find_mac(b, &name->mac) : nobody;
    if (place != nobody && is_it(b, place, &name->id))
        return place;
    uint32_t which = book_find_address(b, &name->ip, name->vlan);
    if (which != nobody && is_it(b, which / ADDRESSES_MAX, &name->id))
        return which / ADDRESSES_MAX;
    for (place = 0; place < b->used; place++)
        if (is_it(b, place, &name->id))
            return place;
    return nobody;
}
