/* Reading back JSON that jot.h wrote, from a file that may be damaged or of another version:
 * nothing in it is believed. */
#pragma once

#include <jansson.h>

#include "core/guide.h"

/* The text under that key, made printable and cut to fit; empty: it is not there. */
struct text reread_text(const json_t *o, const char *key);
struct sentence reread_sentence(const json_t *o, const char *key);

/* The number under that key; 0: it is not there, or less than 0. */
uint64_t reread_number(const json_t *o, const char *key);

bool reread_flag(const json_t *o, const char *key);

/* A verdict by its name; VERDICTS: it is none. */
enum verdict reread_verdict(const json_t *o, const char *key);

/* Who a camera is, as jot_camera() writes it. false: it has no id, or an address that is none. */
bool reread_camera(const json_t *o, struct camera_name *c);

/* The object in a value that was kept; its "version" must be the one asked for. NULL: it is none.
 * To be released. */
json_t *reread_value(struct bytes value, uint64_t version);
