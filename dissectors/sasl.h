/* Saying who one is by SASL in SMTP (RFC 4954) and POP3 (RFC 5034): PLAIN (RFC 4616), LOGIN,
 * CRAM-MD5 (RFC 2195), DIGEST-MD5 (RFC 2831), NTLM, XOAUTH2 and OAUTHBEARER (RFC 7628). Only the
 * client's lines are needed, so that it works on captures of one direction too. Passwords are
 * weighed here and go nowhere. */
#pragma once

#include "dissectors/line.h"

/* One exchange; part of a dissector's state, all zero at first. */
struct sasl {
    uint8_t step;   /* of sasl.c's own; 0: no exchange is going on */
    uint8_t scheme; /* enum scheme, of the last exchange */
    bool told;      /* its login was said; whoever hears the outcome sets it back */
    struct line_name user;
};

/* What follows the word AUTH: a mechanism, perhaps with a first answer. Says a login as soon as the
 * credentials were read: once an exchange. */
void sasl_begin(struct dissection *d, struct sasl *s, struct bytes rest);

/* Whether the client's next line belongs to the exchange. */
static inline bool sasl_is_busy(const struct sasl *s)
{
    return s->step != 0;
}

/* A line of the client's in the exchange. False: it cannot have belonged to it (the server's
 * refusal was not seen), and the exchange is over. */
bool sasl_answer(struct dissection *d, struct sasl *s, struct bytes line);

/* The server ended it, or the connection is over; the login is said now if it was not. */
void sasl_end(struct dissection *d, struct sasl *s);
