/* Which cameras show a certificate with the same public key: who can read the key out of one of
 * them can pass himself off as the others. protocols.md D.12. Likewise which of them took the same
 * password, by its fingerprint for a key: guide item 2.3.
 *
 * How it works: of each key the two hosts are remembered that showed it last, up to KEY_USES_MAX
 * keys; the one not shown for longest gives way. A host that was seen no more since this one was
 * first met may be the same under another address, and so may one of the other family: they do not
 * count. */
#pragma once

#include "rules/camera.h"

struct key_uses;

/* All memory at once; NULL: there is not that much. */
struct key_uses *key_uses_new(void);
void key_uses_free(struct key_uses *k); /* k may be NULL */

/* The host at that place showed that key; 0: not known. The place of another camera that did;
 * NOBODY: none that counts. */
uint32_t key_uses_note(struct key_uses *k, struct camera_book *book, uint32_t place,
                       uint64_t key_id);

/* Nothing is known any more. */
void key_uses_wipe(struct key_uses *k);

/* Another host has that place from now on. */
void key_uses_forget(struct key_uses *k, uint32_t place);
