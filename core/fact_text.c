#include <inttypes.h>
#include <stdio.h>

#include "core/facts.h"

/* Members are read by copy: an offset need not be a pointer of the member's type. */
static uint64_t number_at(const struct observation *o, const struct fact_field *f)
{
    static const size_t sizes[] = {
        [FACT_NAME] = sizeof(enum act),
        [FACT_NAME_U8] = 1,
        [FACT_BOOL] = sizeof(bool),
        [FACT_U8] = 1,
        [FACT_U16] = 2,
        [FACT_U32] = 4,
        [FACT_I32] = 4,
        [FACT_U64] = 8,
        [FACT_HEX16] = 2,
        [FACT_HEX64] = 8,
    };
    const uint8_t *p = (const uint8_t *)o + f->offset;
    uint8_t b1 = 0;
    uint16_t b2 = 0;
    uint32_t b4 = 0;
    uint64_t b8 = 0;
    if (sizes[f->type] == 1)
        memcpy(&b1, p, 1);
    else if (sizes[f->type] == 2)
        memcpy(&b2, p, 2);
    else if (sizes[f->type] == 4)
        memcpy(&b4, p, 4);
    else
        memcpy(&b8, p, 8);
    return b1 + b2 + b4 + b8;
}

static bool put_number(const struct observation *o, const struct fact_field *f, char *out)
{
    uint64_t n = number_at(o, f);
    if (f->type == FACT_HEX16)
        (void)snprintf(out, FACT_TEXT_MAX, "0x%04" PRIx64, n);
    else if (f->type == FACT_HEX64)
        (void)snprintf(out, FACT_TEXT_MAX, "0x%016" PRIx64, n);
    else if (f->type == FACT_I32)
        (void)snprintf(out, FACT_TEXT_MAX, "%" PRId32, (int32_t)(uint32_t)n);
    else
        (void)snprintf(out, FACT_TEXT_MAX, "%" PRIu64, n);
    return true;
}

static bool put_string(char *out, const char *s)
{
    bool there = s != NULL && s[0] != '\0';
    if (there)
        (void)snprintf(out, FACT_TEXT_MAX, "%s", s);
    return there;
}

static bool put_address(const struct observation *o, const struct fact_field *f, char *out)
{
    static const struct ip no_ip = { { 0 } };
    struct ip ip;
    struct mac mac;
    char text[IP_TEXT_MAX];
    if (f->type == FACT_IP) {
        memcpy(&ip, (const uint8_t *)o + f->offset, sizeof ip);
        return !ip_equal(&ip, &no_ip) && put_string(out, ip_text(&ip, text));
    }
    memcpy(&mac, (const uint8_t *)o + f->offset, sizeof mac);
    return mac_known(&mac) && put_string(out, mac_text(&mac, text));
}

bool fact_text(const struct observation *o, const struct fact_field *f,
               char out[static FACT_TEXT_MAX])
{
    struct text t;
    const char *constant = NULL;
    switch (f->type) {
    case FACT_NAME:
    case FACT_NAME_U8:
        return put_string(out, f->names[number_at(o, f)]);
    case FACT_BOOL:
        return put_string(out, number_at(o, f) != 0 ? "true" : "false");
    case FACT_U8:
    case FACT_U16:
    case FACT_U32:
    case FACT_I32:
    case FACT_U64:
    case FACT_HEX16:
    case FACT_HEX64:
        return put_number(o, f, out);
    case FACT_TEXT:
        memcpy(&t, (const uint8_t *)o + f->offset, sizeof t);
        return put_string(out, t.s);
    case FACT_CONSTANT:
        memcpy(&constant, (const uint8_t *)o + f->offset, sizeof constant);
        return put_string(out, constant);
    case FACT_IP:
    case FACT_MAC:
        return put_address(o, f, out);
    }
    return false;
}

bool fact_equal(const struct observation *a, const struct observation *b)
{
    if (a->kind != b->kind || strcmp(a->protocol, b->protocol) != 0 || a->time_ns != b->time_ns ||
        a->frame_no != b->frame_no || a->from_client != b->from_client ||
        !endpoint_equal(&a->client, &b->client) || !endpoint_equal(&a->server, &b->server))
        return false;
    for (const struct fact_field *f = fact_kinds[a->kind].fields; f->name != NULL; f++) {
        char ta[FACT_TEXT_MAX] = "", tb[FACT_TEXT_MAX] = "";
        if (fact_text(a, f, ta) != fact_text(b, f, tb) || strcmp(ta, tb) != 0)
            return false;
    }
    return true;
}
