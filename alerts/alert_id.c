#include "alerts/alert_id.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

void alert_digest(const char *text, char out[static ALERT_ID_MAX])
{
    unsigned char digest[SHA256_DIGEST_LENGTH] = { 0 };
    (void)SHA256((const unsigned char *)text, strlen(text), digest);
    for (size_t i = 0; 2 * i + 1 < ALERT_ID_MAX; i++)
        (void)snprintf(&out[2 * i], 3, "%02x", digest[i]);
}

void alert_group(const struct ruling *r, char out[static ALERT_ID_MAX])
{
    char of[sizeof r->camera.id.s + 16];
    (void)snprintf(of, sizeof of, "%s %s", r->camera.id.s, r->item->number);
    alert_digest(of, out);
}
