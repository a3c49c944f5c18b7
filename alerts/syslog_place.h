/* Where a receiver of syslog is, and what it wants, read from a URL:
 *
 *   syslog+tcp://HOST[:PORT]       port 514
 *   syslog+tls://HOST[:PORT]       RFC 5425, port 6514
 *   syslog+unix:///PATH            a Unix socket, of datagrams (/dev/log) or a stream
 *
 * each with ?format=eve|cef|ecs&facility=local0|...|local7|user|daemon|auth|authpriv; with TLS also
 *
 *   ca=FILE                 who may vouch for the receiver; without it, whom the system trusts
 *   cert=FILE cert-key=FILE who we are; without cert-key, cert has both
 *   name=NAME               whose certificate it must show, if not HOST's
 *
 * Path and values are in percent encoding (RFC 3986). */
#pragma once

#include "alerts/format.h"
#include "core/error.h"

enum syslog_way { SYSLOG_TCP, SYSLOG_TLS, SYSLOG_UNIX };

/* Texts are empty when they are not given. */
struct syslog_place {
    enum syslog_way way;
    char host[256]; /* without brackets */
    unsigned port;
    char path[108];
    enum format format;
    unsigned facility; /* RFC 5424, table 1 */
    char ca[256];
    char cert[256];
    char cert_key[256]; /* the same as cert if only that was given */
    char name[256];
};

/* false: e says what is wrong. */
bool syslog_place_read(const char *url, struct syslog_place *out, struct error *e);
