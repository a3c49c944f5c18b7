/* What a TLS session and a certificate are worth: SSL 2 and 3 (RFC 6176, 7568), TLS 1.0 and 1.1
 * (RFC 8996), cipher suites and keys (RFC 9325, 7465), what the policy asks for. protocols.md D.12.
 */
#pragma once

#include "rules/rule.h"

/* Of OBS_TLS; no opinion: nothing speaks against it, or it was joined in mid-stream. */
struct opinion tls_weigh_session(const struct weighing *w);

/* Of OBS_CERTIFICATE: FAIL for what no viewer can rely on, SUSPECT for the rest; no opinion:
 * nothing speaks against it. */
struct opinion tls_weigh_certificate(const struct weighing *w);
