/* What a web server says to a login by a form: whether it took it. Guide items 2.3 and 2.5.
 *
 * A form has no status of its own: a page that answers 200 may be the camera's start page as well
 * as the login page again. So a login counts as taken only if the server gives a session (a cookie,
 * or a token in JSON), and nothing in the whole of what it says speaks against that; and as refused
 * only if JSON says so and gives none. */
#pragma once

#include "core/observation.h"
#include "dissectors/head.h"

enum { LOGIN_WORD_MAX = 16 };

/* A login whose answer is to come, and that answer. All zero at first. */
struct login_reply {
    struct text user;
    struct password_weight weight;
    uint8_t scheme;            /* enum scheme */
    bool cookie;               /* a session cookie was given */
    bool token;                /* so was a token */
    bool against;              /* words that go with a refusal, or with a login page */
    bool for_it;               /* words that go with success */
    bool denies;               /* "success": false and the like */
    bool foreign;              /* words that are not English: we cannot read them */
    bool begun, page, json;    /* it has begun; as a page does, or as JSON */
    bool isapi;                /* it is ISAPI's, in XML, whose elements speak of passwords, too */
    uint8_t tags;              /* that have begun; 3: more than two */
    uint8_t at;                /* what of a token is to come next */
    char said[LOGIN_WORD_MAX]; /* the last of it, in lower case */
};

/* Whether the answer gives a session cookie that is no empty one. */
bool login_reply_gives_cookie(const struct head *h);

/* Takes one more piece of the body. */
void login_reply_take(struct login_reply *r, struct bytes piece);

/* All of it has come: whether the login was taken, or refused. */
enum outcome login_reply_outcome(const struct login_reply *r);
