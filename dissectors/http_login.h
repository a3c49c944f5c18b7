/* Logins by a form inside HTTP: the request that carries one, and the answer to it. */
#pragma once

#include "dissectors/http_message.h"

/* Whether a form of n bytes (0: in chunks) may be a login. Uploads of files are many parts, too. */
bool http_form_fits(const struct http_message *m, size_t n);

/* Begins to gather the body that the request is about to bring, or, of HTTP_BODY_CHALLENGE, the
 * answer. */
void http_begin_form(struct dissection *d, enum http_body_kind kind);

/* The body is whole: says the login that it is, if it is one. */
void http_tell_form(struct dissection *d);

/* The answer is whole: the challenge that it gives is kept for the login that comes next. */
void http_keep_challenge(struct dissection *d);

/* What an answer says of the credentials of its request: of a form's only a refusal is sure. */
enum scheme http_answered_scheme(enum scheme scheme, uint16_t status);

/* Begins to read the answer to a form, whose head this is. False: its form is not known any more,
 * or it says nothing. */
bool http_begin_reply(struct dissection *d, const struct http_message *m,
                      const struct http_asked *asked);

/* The answer is whole: says the login again if it was taken or refused. */
void http_tell_reply(struct dissection *d);
