/* What the flow engine itself observes: whether a port answers, and whatever carries no dissector's
 * name. protocols.md F.1: an answer, or a refusal, is an opportunity. */
#pragma once

#include "flow/feed.h"

/* Says o of packet p: ends, time and MACs are filled in. */
void tell(struct feeding *fg, const struct packet *p, bool from_client, struct observation o);

/* The sender of p, a SYN-ACK, a reset or an echo reply, is the server. */
void tell_service(struct feeding *fg, const struct packet *p, enum service_state state);

/* An ICMP message: an echo reply says that its sender is there, an unreachable message that a port
 * is closed. RFC 792, RFC 4443 sections 3.1 and 4.2. */
void take_icmp(struct feeding *fg, const struct packet *p);
