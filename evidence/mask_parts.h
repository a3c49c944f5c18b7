/* One function a kind of message. True: it was one, and what may be told of it is shown. */
#pragma once

#include "core/packet.h"
#include "evidence/veil.h"

bool mask_head(struct veil *v);      /* HTTP, RTSP, SSDP: RFC 9112 section 2.1 */
bool mask_lines(struct veil *v);     /* FTP, SMTP, POP3 */
bool mask_tags(struct veil *v);      /* XML: WS-Discovery, SOAP */
bool mask_tls(struct veil *v);       /* RFC 8446 section 5.1 */
bool mask_media(struct veil *v);     /* RTP and RTCP in a datagram: RFC 3550 section 5.1 */
bool mask_channel(struct veil *v);   /* the same in a connection: RFC 2326 section 10.12 */
bool mask_snmp(struct veil *v);      /* RFC 1157 section 4, RFC 3412 section 6 */
bool mask_log_line(struct veil *v);  /* syslog: RFC 5424 section 6.2.1 */
bool mask_port_auth(struct veil *v); /* EAPOL: IEEE 802.1X-2020 clause 11, RFC 3748 section 4 */
