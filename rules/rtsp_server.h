/* Whether what answers RTSP is a camera: media servers, recorders, television sets and telephones
 * speak it too. RFC 2326; protocols.md B.2 and C.
 *
 * It is one if it serves a path that only one maker's cameras have, or if it describes live video
 * and is none of the programs that run on computers. Anything else is a server and no more. */
#pragma once

#include "core/observation.h"

/* What one host has shown so far; all zero: nothing. */
struct rtsp_server {
    bool program;        /* calls itself by the name of a program for computers */
    bool described;      /* described something */
    bool live;           /* described video without an end */
    bool camera_path;    /* the last request to it names a path that only cameras have */
    uint16_t asked_from; /* the port of who asked that */
};

/* Why the fact, about this host as a server, proves a camera; NULL: it does not. */
const char *rtsp_server_weigh(struct rtsp_server *s, const struct observation *o);

/* Whether by this fact the server has video to give, or asks who wants it. */
bool rtsp_serves(const struct observation *o);

/* Whether by this fact the client was given what it was seen to ask for. */
bool rtsp_was_watched(const struct observation *o);
