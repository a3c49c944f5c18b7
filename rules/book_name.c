/* What hosts are called, and what becomes of the book when the policy or the clock is another. */
#include "rules/book_index.h"

#include "rules/moment.h"

static void fix_id(struct camera *c)
{
    char mac[MAC_TEXT_MAX], ip[IP_TEXT_MAX];
    const char *who = c->mac_proved ? mac_text(&c->name.mac, mac) : ip_text(&c->name.ip, ip);
    if (c->name.vlan != 0)
        text_format(&c->name.id, "%s@%u", who, c->name.vlan);
    else
        text_format(&c->name.id, "%s", who);
}

/* Of a host that is not known by its MAC: that of its frames, unless it is a router's. */
static void name_mac(const struct camera_book *b, struct camera *c)
{
    bool router = neighbours_is_router(b->neighbours, &c->frame_mac);
    struct mac mac = router ? (struct mac){ { 0 } } : c->frame_mac;
    c->renamed += !mac_equal(&mac, &c->name.mac);
    c->name.mac = mac;
}

void book_name(struct camera_book *b, uint32_t place)
{
    struct camera *c = &b->at[place];
    if (!c->mac_proved)
        name_mac(b, c);
    if (c->name.id.s[0] == '\0')
        fix_id(c);
    if (c->named == c->renamed + 1)
        return; /* the same MAC and address, and the same policy */
    struct text name = c->title;
    const struct listed_camera *listed = policy_camera(b->policy, &c->name.mac, &c->name.ip);
    if (listed != NULL && listed->name[0] != '\0')
        text_format(&name, "%s", listed->name);
    c->renamed += strcmp(name.s, c->name.name.s) != 0;
    c->name.name = name;
    c->named = c->renamed + 1;
}

static void take_text(struct camera *c, struct text *known, const struct text *other)
{
    if (known->s[0] != '\0' || other->s[0] == '\0')
        return;
    *known = *other;
    c->renamed++;
}

void camera_take_over(struct camera *c, const struct camera *from)
{
    take_text(c, &c->name.make, &from->name.make);
    take_text(c, &c->name.model, &from->name.model);
    take_text(c, &c->name.firmware, &from->name.firmware);
    take_text(c, &c->name.serial, &from->name.serial);
    if (c->title.s[0] == '\0')
        camera_call(c, &from->title);
    if (c->own_proof == NULL)
        c->own_proof = from->own_proof;
    c->recorder |= from->recorder;
    c->first_ns = from->first_ns < c->first_ns ? from->first_ns : c->first_ns;
    c->alive_ns = from->alive_ns > c->alive_ns ? from->alive_ns : c->alive_ns;
}

/* Those met with a MAC that the policy lists, by itself proof enough that it is their own. */
static void prove_listed(struct camera_book *b, bool cameras)
{
    for (uint32_t place = 0; place < b->used; place++) {
        const struct camera *c = &b->at[place];
        bool open = c->used && !c->mac_proved && (c->proof != NULL) == cameras;
        if (open && mac_known(&c->frame_mac) && policy_lists_mac(b->policy, &c->frame_mac) &&
            book_find_mac(b, &c->frame_mac) == nobody)
            book_prove_mac(b, place, &c->frame_mac);
    }
}

void book_use_policy(struct camera_book *b, const struct policy *policy)
{
    b->policy = policy;
    for (struct camera *c = b->at; c < b->at + b->used; c++)
        c->named = 0;
    prove_listed(b, true); /* a camera is rather meant than a stranger with the same MAC */
    prove_listed(b, false);
}

void book_move(struct camera_book *b, int64_t by_ns)
{
    for (struct camera *c = b->at; c < b->at + b->used; c++) {
        move_time(&c->first_ns, by_ns);
        move_time(&c->watched_ns, by_ns);
        move_time(&c->judged_ns, by_ns);
        move_time(&c->alive_ns, by_ns);
        move_time(&c->reflected_ns, by_ns);
        move_time(&c->ip_met_ns, by_ns);
    }
}
