/* Why a program could not be loaded into the kernel. */
#pragma once

#include "core/error.h"

/* libbpf says nothing by itself. */
void bpf_be_quiet(void);

/* "consequence: reason"; always false. */
bool bpf_fail(struct error *e, const char *consequence, int why);
