/* The names under which facts leave the program: `replay --facts` prints by this table, and what
 * each name means stands in dissectors/README.md. */
#pragma once

#include "core/observation.h"

enum fact_type {
    FACT_NAME,    /* an enumeration, by its names; a NULL name is left out */
    FACT_NAME_U8, /* the same, kept in a byte */
    FACT_BOOL,
    FACT_U8,
    FACT_U16,
    FACT_U32,
    FACT_I32,
    FACT_U64,
    FACT_HEX16, /* "0x0303" */
    FACT_HEX64,
    FACT_TEXT,     /* struct text; empty is left out */
    FACT_CONSTANT, /* const char *; NULL is left out */
    FACT_IP,       /* all zero is left out */
    FACT_MAC,      /* all zero is left out */
};

struct fact_field {
    const char *name; /* NULL: the end */
    enum fact_type type;
    size_t offset;            /* in struct observation */
    const char *const *names; /* of an enumeration's values; else NULL */
    size_t names_n;           /* how many there are */
};

struct fact_kind {
    const char *name;
    const struct fact_field *fields; /* up to the one without a name */
};

extern const struct fact_kind fact_kinds[OBS_KINDS];

/* The name that stands for an enumeration's value, or NULL. */
const char *roles_name(enum roles r);

/* A field's value as text, into out; false: it is left out. */
enum { FACT_TEXT_MAX = 128 };
bool fact_text(const struct observation *o, const struct fact_field *f,
               char out[static FACT_TEXT_MAX]);

/* Whether two observations say the same. */
bool fact_equal(const struct observation *a, const struct observation *b);
