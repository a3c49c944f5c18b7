/* SOAP calls of ONVIF and what a device answers, over HTTP, and what is seen in them. */
#pragma once

#include "tests/support/dissect.h"

#define ENVELOPE                                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<s:Envelope " \
    "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "       \
    "xmlns:tds=\"http://www.onvif.org/ver10/device/wsdl\" "      \
    "xmlns:tt=\"http://www.onvif.org/ver10/schema\"><s:Header/><s:Body>"
#define END "</s:Body></s:Envelope>"

/* A call without a body. */
extern const char onvif_post[];

struct said {
    size_t n;
    char s[4096];
};

void said_put(struct said *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* With its length, in chunks of 50 bytes, or until the connection ends. */
enum framing { BY_LENGTH, BY_CHUNKS, UNTIL_CLOSE };

/* An answer with that body. */
struct said onvif_answer(const char *body, enum framing framing);

/* What is seen of a call and its answer, in pieces of so many bytes; of an answer to onvif_post. */
struct seen *onvif_talk(const char *call, const struct said *answer, size_t piece);
struct seen *onvif_heard(const char *body);

/* The setting of that name; NULL: none was told. */
const struct observation *onvif_setting(const struct seen *s, const char *name);

/* An answer with that body says that setting and no other; says nothing. */
void expect_setting(const char *body, const char *name, bool enabled, const char *value);
void expect_silence(const char *body);

#define USER(name, level)                                                                   \
    "<tds:User><tt:Username>" name "</tt:Username><tt:UserLevel>" level "</tt:UserLevel></" \
    "tds:User>"
