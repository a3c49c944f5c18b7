#include "rules/vantage.h"

/* Of a ping only the answer is a fact: it does not say whether the question was seen. */
static bool is_of_conversation(const struct observation *o)
{
    return o->transport <= TRANSPORT_UDP && !ip_is_group(&o->client.ip) &&
           !ip_is_group(&o->server.ip) && !mac_is_group(&o->client_mac) &&
           !mac_is_group(&o->server_mac);
}

uint8_t sight_of(const struct observation *o, enum part part)
{
    if (part == PART_SUBJECT)
        return o->kind == OBS_PORT_AUTH ? SIGHT_PORT : 0;
    if (!is_of_conversation(o))
        return 0;
    if (o->both_ways)
        return SIGHT_SENT | SIGHT_RECEIVED;
    bool sends = o->from_client == (part == PART_CLIENT);
    return sends ? SIGHT_SENT : SIGHT_RECEIVED;
}

enum vantage vantage_of(uint8_t sight)
{
    if ((sight & SIGHT_PORT) != 0)
        return VANTAGE_LINK;
    if (sees_both_ways(sight))
        return VANTAGE_MIRROR;
    return sight != 0 ? VANTAGE_ONE_WAY : VANTAGE_BROADCAST;
}

static struct blindness blind_to_unicast(uint8_t own, uint8_t all)
{
    static const char both[] = "Mirror both directions of the camera's switch port.";
    if ((own & SIGHT_SENT) != 0)
        return (struct blindness){
            "Of this camera's conversations only what it sends was seen, nothing that is sent to "
            "it: the mirror is asymmetric, or nobody answers it.",
            both,
        };
    if ((own & SIGHT_RECEIVED) != 0)
        return (struct blindness){
            "Of this camera's conversations only what is sent to it was seen, no answer: the "
            "mirror is asymmetric, the switch floods, or it gives none.",
            both,
        };
    if ((all & (SIGHT_SENT | SIGHT_RECEIVED)) != 0)
        return (struct blindness){
            "Of this camera only broadcasts were seen, though conversations of other hosts reach "
            "the sensor: it is not mirrored, or nobody spoke to it.",
            "Mirror the camera's switch port, too, in both directions.",
        };
    return (struct blindness){
        "Only broadcasts and multicasts reach the sensor, no conversation between two hosts; this "
        "item does not show in those.",
        "Mirror the camera's conversations to the sensor, in both directions (SPAN or TAP).",
    };
}

struct blindness blindness_of(enum vantage needs, uint8_t own, uint8_t all)
{
    if (needs == VANTAGE_LINK && (all & SIGHT_PORT) == 0)
        return (struct blindness){
            "No 802.1X of any port reaches the sensor, which proves nothing: most switches keep "
            "EAPOL from a mirror port.",
            "A tap on the camera's own link, or on the link between switch and RADIUS server.",
        };
    bool enough = needs != VANTAGE_MIRROR || sees_both_ways(own);
    return enough ? (struct blindness){ 0 } : blind_to_unicast(own, all);
}
