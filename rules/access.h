/* Who uses a camera, and what it makes of that: what guide item 3.3 goes by. */
#pragma once

#include "rules/rule.h"

enum access {
    ACCESS_NONE,
    ACCESS_REFUSED,
    ACCESS_ANSWERED, /* not with what was asked for, or that is not known */
    ACCESS_SERVED
};

/* Who somebody is by the policy. */
enum client {
    CLIENT_UNKNOWN, /* it has no list */
    CLIENT_LISTED,
    CLIENT_LISTED_IPV6,
    CLIENT_ROUTER, /* not listed, but may stand for hosts behind it */
    CLIENT_STRANGER,
    CLIENT_STRANGER_IPV6
};

/* By the address alone. */
enum client client_of(const struct policy *policy, const struct ip *ip);

/* Whether the fact is access to the host, and whose. Access is what the host answers to one client
 * over a connection of that client, or media that it sends to one. Pings, ARP, and what is searched
 * and announced by multicast or broadcast are none. */
enum access access_of(const struct weighing *w, struct ip *client);

/* Whether a refused connection may be the camera's address filter at work and no closed port: the
 * policy has a list of clients, this one is not on it, and it is not the one whom the camera
 * answered last on another port. */
bool refusal_may_be_filter(const struct weighing *w, const struct ip *answered);

/* What that access alone says: FAIL, SUSPECT or UNKNOWN. */
enum verdict access_verdict(enum client c, enum access a);
