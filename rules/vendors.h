/* Camera makers, by what gives them away. The list is vendors.def. */
#pragma once

#include "core/packet.h"

/* How much a mark says of whether what carries it is a camera. */
enum vendor_weight {
    VENDOR_NAMES,        /* nothing: other things carry it too; only lends the maker's name */
    VENDOR_WITH_VIDEO,   /* it is one if it serves video */
    VENDOR_WITH_SERVICE, /* it is one if it answers as a server */
    VENDOR_PROVES,       /* it is one */
};

struct vendor {
    const char *name; /* "": several makers have the mark in common */
};

/* A mark that was found; vendor NULL: none that we know. */
struct vendor_mark {
    const struct vendor *vendor;
    enum vendor_weight weight;
};

/* By the first three bytes of a MAC address (IEEE MA-L). */
struct vendor_mark vendor_by_mac(const struct mac *mac);

/* Whether that MAC's maker makes cameras under it: a host with it is worth watching. */
bool vendor_makes_cameras(const struct mac *mac);

/* By the realm of a challenge; by the name a server gives itself. */
struct vendor_mark vendor_by_realm(const char *realm);
struct vendor_mark vendor_by_agent(const char *agent);

/* Whose cameras have that RTSP path; NULL: it is anybody's. */
const struct vendor *vendor_by_path(const char *path);

/* Whether a model is a recorder by its name; whether only recorders ask for a login in that realm.
 */
bool vendor_model_records(const char *model);
bool vendor_realm_records(const char *realm);

/* Whether an RTSP server that calls itself so is a program for computers. */
bool vendor_is_program(const char *agent);

/* Where a maker's own menu has a setting. */
struct vendor_remedy {
    const char *item;            /* its number, "3.4" */
    const struct vendor *vendor; /* of name "": of all others */
    const char *text;
};

/* All there are, by item; the one for all others comes last. */
const struct vendor_remedy *vendor_remedies(size_t *n);

/* How to change the item's setting on a camera of that make, as it names it; NULL: as the guide
 * says, because it is i-PRO's or Panasonic's, or not known whose, or nothing better is known. */
const char *vendor_remedy(const char *make, const char *item);
