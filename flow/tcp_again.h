/* The ports of a TCP connection used again: when a SYN of another number begins another connection,
 * and when it is a trick. RFC 9293 sections 3.5 and 3.10.7.4, RFC 5961 section 4. Private to this
 * folder.
 *
 * How it works: an end that is in a connection does not take a SYN, and he who forges one hopes
 * that we do. So such a SYN is only noted. The other connection begins when it is accepted: when
 * the other end answers it or acknowledges what follows it, or, where that end is not heard, when
 * what is said goes on there. Both may be forged, too, so it is remembered where the former
 * connection was, and that is read on as soon as its next byte comes. A SYN counts at once where
 * there is nothing to lose: the last connection is over, or was never accepted. */
#pragma once

#include "flow/flows.h"

/* A SYN of another number than the connection's. */
bool tcp_is_another(const struct flow *f, const struct packet *p, int side);

/* `side` has sent a SYN with that number: from now on it may be accepted. */
void tcp_note_another(struct flow *f, int side, uint32_t isn);

/* A second SYN with another number: the same ports used again, or a trick. It counts if the last
 * connection is over, or was never accepted (of two such SYNs the other end may take either);
 * otherwise only if the other end accepts it: one may be silent for long and go on. */
void tcp_syn_again(struct flows *fs, struct flow *f, const struct packet *p, int side);

/* Begins the connection that was noted, if p shows that it is accepted. */
void tcp_begin_another(struct flows *fs, struct flow *f, const struct packet *p, int side);

/* The last connection is over, and somebody speaks far from where it was: we missed the SYN. */
void tcp_begin_midstream(struct flows *fs, struct flow *f, const struct packet *p, int side);

/* Both the SYN and its answer may have been somebody else's, and the former connection goes on
 * where it was: so does the reading. Whoever then says that it was the other one after all is
 * right, too. */
void tcp_resume_former(struct flows *fs, struct flow *f, const struct packet *p, int side);
