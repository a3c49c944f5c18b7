/* What is said of a DNS message, by whatever transport it came. */
#pragma once

#include "dissectors/dissector.h"

struct dns_lookup {
    bool asks; /* it has a question: there is something to say */
    bool answer;
    struct observation o; /* OBS_NAME_LOOKUP */
};

/* Reads the head and the first question, which is as far as anything is said; on DNS's own port
 * that is enough. False: not DNS. */
bool dns_lookup_read(struct bytes message, uint16_t from_port, uint16_t to_port,
                     struct dns_lookup *out);

/* Whether every byte of it is what a resolver or its server would say: for any port. */
bool dns_lookup_is_plain(struct bytes message);

/* Whether what goes between these ports is DNS, or another protocol of the same shape. */
bool dns_is_own_port(uint16_t from_port, uint16_t to_port);
bool dns_is_sisters_port(uint16_t from_port, uint16_t to_port);

/* Says it as DNS, unless nothing was asked. */
void dns_lookup_tell(struct dissection *d, const struct dns_lookup *l);
