/* Handshake messages of TLS up to the sender's certificate: RFC 5246 sections 7.4.1 and 7.4.2, RFC
 * 8446 section 4. Where TLS is carried in pieces inside something else (OpenVPN, EAP), what an end
 * says is put together first. */
#pragma once

#include "dissectors/tls_record.h"

enum { TLS_CERTIFICATE = 11 };

/* The message whose header the room holds, whole, without that header. False: as tls_gather(). */
bool tls_gather_message(struct tls_gathering *g, struct bytes *message);

/* Of a Certificate message, whose header the room holds, the sender's own, which comes first; of
 * the rest of the chain nothing is waited for. False: as tls_gather(), or the message holds none.
 */
bool tls_gather_certificate(struct tls_gathering *g, struct bytes *certificate);

enum flight_found {
    FLIGHT_WAIT, /* the rest is still to come */
    FLIGHT_NONE, /* there is none, and none will come */
    FLIGHT_CERTIFICATE,
};

/* Looks for the certificate in what one end says: after a hello, or at once. `records`: as far as
 * they are here. FLIGHT_CERTIFICATE: *o is filled in as by x509_read(). FLIGHT_WAIT: at least
 * *missing bytes more are needed. */
enum flight_found tls_find_certificate(struct bytes records, struct observation *o,
                                       size_t *missing);
