/* The certificates of tests/fuzz/corpus/x509. They hold for ten years from 23 November 2026 unless
 * their names say otherwise. */
#pragma once

#include "core/bytes.h"

/* A file's bytes, valid until the next is asked for. */
struct bytes certificate_at(const char *path);

/* For unit tests, which know where the sources are. */
#define CERTIFICATE(name) certificate_at(SOURCE_DIR "/tests/fuzz/corpus/x509/" name)
