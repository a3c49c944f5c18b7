/* A camera that sends SRTP and SRTCP, and keys for it; 192.0.2.10 unless said otherwise. The keys
 * are canaries of tests/lab/canaries, or random. */
#pragma once

#include <srtp2/srtp.h>

#include "dissectors/media_keys.h"

#define SDES "1 AES_CM_128_HMAC_SHA1_80 inline:"
/* The bytes 0 to 29; 30 to 59. */
#define KEY   "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"
#define OTHER "Hh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7"

struct srtp_camera {
    srtp_t session;
    uint16_t seq;
    uint8_t packet[300];
    size_t n;
};

/* A source with the key of 30 bytes from that one on; its SSRC is 7. */
struct srtp_camera srtp_camera_new(uint8_t first_of_key);
void srtp_camera_free(struct srtp_camera *c);

/* The next packet, of a picture in single H.264 fragments; or a sender report. */
struct bytes srtp_camera_packet(struct srtp_camera *c);
struct bytes srtp_camera_report(struct srtp_camera *c);

/* A datagram's packet from 192.0.2.`from` to 192.0.2.`to`, with both ports the same. */
struct packet packet_between(uint8_t from, uint8_t to, uint16_t port);

/* Gives the keys so many packets to try; true: something was said. */
bool srtp_camera_shown(struct media_keys *k, struct srtp_camera *c, uint8_t *trial, size_t packets,
                       struct observation *said);

/* With the key that the RTSP conversation of this camera showed. */
struct media_keys *media_keys_of(const char *crypto);
