/* What each end that a fragment may reach has of a datagram whose fragments have several TTLs.
 * RFC 791 section 3.2.
 *
 * A fragment that goes 5 hops reaches whoever is no farther away than that, and nobody here knows
 * how far that is. Who wants to be misread sends some that do not get there in between, as many as
 * he likes and each with a TTL of its own. So beside the fragments of each worth there is a view of
 * the datagram for each TTL that was seen: all that goes as far or farther, in the order it came,
 * as an end at just that distance puts it together. Whole, it is handed on, and begins anew, as it
 * does there. Nobody is FAR hops away or more, so there are never more views than that, and what a
 * view has was never driven out by what does not go there. */
#pragma once

#include "capture/fragments_table.h"

/* Before the piece is laid anywhere: begins the views that are missing of its datagram, if that has
 * several TTLs. Sets that were found before may be gone. */
void fragments_views_begin(struct fragments *f, const struct fragment *piece);

/* Lays the piece into all views that it reaches. The one that is whole now, of several that which
 * goes farthest; NULL: none. */
struct fragment_set *fragments_views_take(struct fragments *f, const struct fragment *piece);

/* That view is going to be handed on: it is taken out, and so is what everybody has had now. What
 * of each worth was part of it is spent. The piece's own set may be gone. */
void fragments_view_use(struct fragments *f, struct fragment_set *view,
                        const struct fragment *piece);
