/* What libsrtp does for us, behind one door: a key and one source's packets. RFC 3711. */
#pragma once

#include "core/bytes.h"
#include "core/srtp_keys.h"

enum { SRTP_ROOM = 2048 + 256 }; /* of a packet and of what libsrtp may need behind it */

struct srtp_ctx_t_; /* libsrtp's */

/* Has the library made ready: from then on it reads no files. NULL: it is not. To be kept for as
 * long as others are used, and freed as they are. */
struct srtp_ctx_t_ *srtp_session_first(void);

/* A session of one source, or with ssrc NULL of any, with `key` as long as the suite says. NULL:
 * there is none. */
struct srtp_ctx_t_ *srtp_session_new(enum srtp_suite suite, const uint8_t *key,
                                     const uint32_t *ssrc);
void srtp_session_free(struct srtp_ctx_t_ *s); /* s may be NULL */

/* How often its sequence numbers went round before, RFC 3711 section 3.3.1; 0 unless told. */
void srtp_session_went_round(struct srtp_ctx_t_ *s, uint32_t ssrc, uint32_t times);

enum srtp_answer { SRTP_UNFIT, SRTP_SEEN_BEFORE, SRTP_FITS };

/* Decrypts a packet of SRTP, or of SRTCP, where it lies; *n is its length, then that of what came
 * out. */
enum srtp_answer srtp_session_open(struct srtp_ctx_t_ *s, uint8_t *packet, size_t *n, bool control);
