/* What the makers' own discovery protocols have in common: somebody searches, and devices say what
 * they are, word by word. */
#pragma once

#include "dissectors/dissector.h"

/* What one datagram says. */
struct maker_message {
    enum act act;
    struct text type;          /* what is asked for or answered, in the protocol's own word */
    struct observation device; /* told of answers only */
};

/* What a word of a protocol means. */
enum maker_meaning {
    MEANS_MAC, /* as text */
    MEANS_IP,  /* IPv4 as text */
    MEANS_MODEL,
    MEANS_TITLE,
    MEANS_FIRMWARE,
    MEANS_SERIAL,
};

struct maker_word {
    const char *name;
    enum maker_meaning meaning;
};

/* A message in which nothing was said yet; `make` may be "": it is not known. */
struct maker_message maker_message(const char *make);

/* Takes over what is said first; an address that cannot be read is not said. */
void maker_say(struct maker_message *m, enum maker_meaning meaning, struct bytes value);

/* The same, for the one of n words that has this name. */
void maker_read(struct maker_message *m, const struct maker_word *words, size_t n,
                struct bytes name, struct bytes value);

/* Up to the first NUL. */
struct bytes maker_unpad(struct bytes padded);

/* Whether the device named its MAC. */
static inline bool maker_has_mac(const struct maker_message *m)
{
    return mac_known(&m->device.device.mac);
}

/* Such a message was recognised. */
enum recognition maker_is_mine(struct opening *o, const struct maker_message *m);

/* Says the message: a discovery, and of an answer the device. */
void maker_tell(struct dissection *d, const struct maker_message *m);

/* A protocol whose every datagram is a message, told by itself and its port: `read` takes one, and
 * answers false for what is none. The two functions that a dissector of it consists of. */
enum recognition maker_recognise(struct opening *o,
                                 bool (*read)(struct bytes datagram, uint16_t to_port,
                                              struct maker_message *m));
enum verdict_on_bytes maker_dissect(struct dissection *d,
                                    bool (*read)(struct bytes datagram, uint16_t to_port,
                                                 struct maker_message *m));
