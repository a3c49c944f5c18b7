/* Writes one line of JSON straight into the caller's room: no tree is built, nothing is allocated
 * but for a text that is not plain ASCII. The same bytes as jot.h makes of the same fields. */
#pragma once

#include <stdbool.h>

#include "core/guide.h"

enum { PEN_ROOM = 16384, PEN_DEPTH = 6, PEN_FIELDS = 128 };

struct pen {
    char *out;
    size_t room; /* at most PEN_ROOM */
    size_t n;    /* written */
    bool full;   /* what came last did not fit, nor does what follows */
    unsigned depth;
    struct {
        size_t begins;
        unsigned field;
    } object[PEN_DEPTH]; /* that are open */
    unsigned fields;
    struct {
        const char *key;
        size_t at;
    } field[PEN_FIELDS]; /* of the objects that are open */
    char spare[PEN_ROOM];
};

/* Opens the line's object. Keys are constants of ours: ASCII, nothing to escape, none twice. They
 * may come in any order. At most PEN_FIELDS of objects that are open at a time, and PEN_DEPTH of
 * these; one more, and the line is none. */
void pen_begin(struct pen *p, char *out, size_t room);

/* How long the line is, all objects closed, without a line feed or a final zero. 0: longer than
 * room, and nothing usable was written. */
size_t pen_end(struct pen *p);

/* What follows is in an object of that name, until it is closed. */
void pen_open(struct pen *p, const char *key);
void pen_close(struct pen *p);

/* As jot_text(), jot_list(), ...: what is empty or not known is left out; so is port 0. */
void pen_text(struct pen *p, const char *key, const char *text);
void pen_list(struct pen *p, const char *key, const char *text);
void pen_number(struct pen *p, const char *key, uint64_t n);
void pen_port(struct pen *p, const char *key, uint16_t port);
void pen_time(struct pen *p, const char *key, uint64_t time_ns);
void pen_ip(struct pen *p, const char *key, const struct ip *ip);
void pen_mac(struct pen *p, const char *key, const struct mac *mac);

/* A list of that one number. */
void pen_number_list(struct pen *p, const char *key, uint64_t n);
