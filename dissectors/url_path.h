/* What may be told of a path (RFC 3986 section 3.3, or a file's in FTP): only what is sure to hold
 * no secret. Some devices carry user names, passwords and session keys in paths. */
#pragma once

#include "core/bytes.h"

/* The beginning of a path: up to the first byte that is no plain character of a name, up to a
 * segment that holds an `@`, and up to the end of a segment that is called like a secret; no
 * more than a struct text can hold. */
struct bytes path_told(struct bytes path);

/* The same of its last segment alone, where backslashes part segments too; empty if a segment
 * before it is called like a secret. */
struct bytes file_name_told(struct bytes path);

/* Whether a segment is called like a secret, among the first 256 bytes. */
bool path_names_secret(struct bytes path);

/* Where the first `@` stands, plain or as %40; b.n: there is none. */
size_t path_find_at(struct bytes b);

/* The byte that b, which is not empty, begins with, decoded (RFC 3986 section 2.1); *n becomes how
 * many bytes it is written in: 1 or 3. */
uint8_t percent_byte(struct bytes b, size_t *n);
