/* nDPI names the conversations that no dissector of ours knows. Debian's nDPI is old: it sees a few
 * packets of a flow, it never decides a verdict. */
#pragma once

#include "core/observation.h"

enum { CLASSIFY_PACKETS = 8 }; /* how many packets of a flow it may see */

struct classifier;
struct classified; /* what it remembers of one flow */

/* At most n flows at one time; 0, or no memory: NULL, which all below accept. */
struct classifier *classifier_new(uint32_t n);
/* Sets up at once what is otherwise set up when the first stranger turns up. */
void classifier_prepare(struct classifier *c);
void classifier_free(struct classifier *c);

/* Shows it one more packet. *memory is NULL at first. True: it has a name for the flow, or with
 * `last` its best guess; *o is filled in (kind, protocol, name) and *memory is given back. */
bool classify(struct classifier *c, struct classified **memory, const struct packet *p, bool last,
              struct observation *o);

/* The flow is over. */
void classifier_forget(struct classifier *c, struct classified *memory);
