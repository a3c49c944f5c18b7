#include "rules/book_index.h"

#include "rules/vendors.h"

/* ---- addresses ---- */

static uint32_t *address_bucket(struct camera_book *b, const struct ip *ip, uint16_t vlan)
{
    uint8_t key[18];
    memcpy(key, ip->b, sizeof ip->b);
    key[16] = (uint8_t)(vlan >> 8);
    key[17] = (uint8_t)vlan;
    return &b->by_address[hash_bytes(&b->key, key, sizeof key) & b->mask];
}

struct address *book_address(struct camera_book *b, uint32_t i)
{
    return &b->at[i / ADDRESSES_MAX].address[i % ADDRESSES_MAX];
}

uint32_t book_find_address(struct camera_book *b, const struct ip *ip, uint16_t vlan)
{
    for (uint32_t i = *address_bucket(b, ip, vlan); i != nobody; i = book_address(b, i)->next)
        if (book_address(b, i)->vlan == vlan && ip_equal(&book_address(b, i)->ip, ip))
            return i;
    return nobody;
}

void book_drop_address(struct camera_book *b, uint32_t which)
{
    struct address *a = book_address(b, which);
    uint32_t *link = address_bucket(b, &a->ip, a->vlan);
    while (*link != which)
        link = &book_address(b, *link)->next;
    *link = a->next;
    *a = (struct address){ .used = false };
}

void book_add_address(struct camera_book *b, uint32_t place, const struct address *as)
{
    struct camera *c = &b->at[place];
    uint32_t slot = c->next_address;
    uint32_t which = place * ADDRESSES_MAX + slot;
    if (c->address[slot].used)
        book_drop_address(b, which);
    c->next_address = (uint8_t)((slot + 1) % ADDRESSES_MAX);
    uint32_t *bucket = address_bucket(b, &as->ip, as->vlan);
    c->address[slot] = *as;
    c->address[slot].used = true;
    c->address[slot].next = *bucket;
    *bucket = which;
}

/* ---- MAC addresses ---- */

static uint32_t *mac_bucket(struct camera_book *b, const struct mac *mac)
{
    return &b->by_mac[hash_bytes(&b->key, mac->b, sizeof mac->b) & b->mask];
}

uint32_t book_find_mac(struct camera_book *b, const struct mac *mac)
{
    for (uint32_t i = *mac_bucket(b, mac); i != nobody; i = b->at[i].next_mac)
        if (mac_equal(&b->at[i].name.mac, mac))
            return i;
    return nobody;
}

void book_prove_mac(struct camera_book *b, uint32_t place, const struct mac *mac)
{
    struct camera *c = &b->at[place];
    const struct vendor *v = vendor_by_mac(mac).vendor;
    c->name.mac = *mac;
    c->renamed++;
    c->mac_proved = true;
    c->next_mac = *mac_bucket(b, mac);
    *mac_bucket(b, mac) = place;
    if (v != NULL && c->name.make.s[0] == '\0')
        text_format(&c->name.make, "%s", v->name);
}

void book_drop_mac(struct camera_book *b, uint32_t place)
{
    uint32_t *link = mac_bucket(b, &b->at[place].name.mac);
    while (*link != place)
        link = &b->at[*link].next_mac;
    *link = b->at[place].next_mac;
}

/* ---- UUIDs and serial numbers ---- */

/* What makers leave in place of a number is one letter again and again. */
static bool is_filler(const char *s, size_t n)
{
    size_t i = 1;
    while (i < n && (s[i] == s[0] || s[i] == '-'))
        i++;
    return i >= n;
}

uint64_t book_tag(const struct camera_book *b, enum name_tag which, const struct text *said)
{
    static const size_t least[TAGS] = { [TAG_UUID] = 36, [TAG_SERIAL] = 6 };
    size_t n = said != NULL ? strlen(said->s) : 0;
    if (n < least[which] || is_filler(said->s, n))
        return 0;
    struct text lower = { "" };
    for (size_t i = 0; i < n; i++)
        lower.s[i] =
            (char)(said->s[i] >= 'A' && said->s[i] <= 'Z' ? said->s[i] | 0x20 : said->s[i]);
    uint64_t hash = hash_bytes(&b->key, lower.s, n);
    return hash != 0 ? hash : 1;
}

static uint32_t *tag_bucket(struct camera_book *b, uint64_t hash)
{
    return &b->by_tag[hash & b->mask];
}

static struct tag *tag_at(struct camera_book *b, uint32_t i)
{
    return &b->at[i / TAGS].tag[i % TAGS];
}

uint32_t book_find_tag(struct camera_book *b, enum name_tag which, uint64_t hash)
{
    for (uint32_t i = *tag_bucket(b, hash); i != nobody; i = tag_at(b, i)->next)
        if (i % TAGS == (uint32_t)which && tag_at(b, i)->hash == hash)
            return i / TAGS;
    return nobody;
}

void book_drop_tag(struct camera_book *b, uint32_t place, enum name_tag which)
{
    uint32_t i = place * TAGS + (uint32_t)which;
    struct tag *t = tag_at(b, i);
    if (t->hash == 0)
        return;
    uint32_t *link = tag_bucket(b, t->hash);
    while (*link != i)
        link = &tag_at(b, *link)->next;
    *link = t->next;
    *t = (struct tag){ 0 };
}

void book_set_tag(struct camera_book *b, uint32_t place, enum name_tag which, uint64_t hash)
{
    struct tag *t = &b->at[place].tag[which];
    if (t->hash == hash)
        return;
    book_drop_tag(b, place, which);
    uint32_t *bucket = tag_bucket(b, hash);
    *t = (struct tag){ .hash = hash, .next = *bucket };
    *bucket = place * TAGS + (uint32_t)which;
}
