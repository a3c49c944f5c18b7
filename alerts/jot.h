/* Writing JSON objects field by field: what is empty is left out, and whatever is written is valid
 * UTF-8. Running out of memory ends the program, and
 * that is said. */
#pragma once

#include <jansson.h>

#include "core/guide.h"

enum { JOT_TIME_MAX = 40 };

/* A text; nothing if it is NULL or empty. What is not valid UTF-8 becomes printable ASCII. */
void jot_text(json_t *o, const char *key, const char *text);
/* A list of that one text; nothing if it is NULL or empty. */
void jot_list(json_t *o, const char *key, const char *text);
void jot_number(json_t *o, const char *key, uint64_t n);
/* As jot_clock(). */
void jot_time(json_t *o, const char *key, uint64_t time_ns);
/* Nothing if it is not known: all zero. */
void jot_ip(json_t *o, const char *key, const struct ip *ip);
void jot_mac(json_t *o, const char *key, const struct mac *mac);
/* Its value: never NULL. */
json_t *jot_value_of(const char *text);
/* Hands the value over to o. */
void jot_value(json_t *o, const char *key, json_t *value);

/* Who a camera is: id, name, mac, ip, vlan, make, model, firmware, serial. */
json_t *jot_camera(const struct camera_name *c);

/* "2026-07-08T02:54:07.123456+0000": the one form of EVE, always UTC. */
const char *jot_clock(uint64_t time_ns, char out[static JOT_TIME_MAX]);

/* Writes o on one line, keys sorted, ASCII only, without a line feed or a final zero, and releases
 * it. How long the line is; 0: longer than room, and nothing usable was written. */
size_t jot_line(json_t *o, char *out, size_t room);
