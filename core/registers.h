/* What was copied last stands on in the processor's vector registers, up to 64 bytes in a piece,
 * and these are in every core dump: a thread that has read a packet wipes them before it waits. */
#pragma once

/* Those of the calling thread become zero: vector registers of x86-64 (SSE, AVX, AVX-512) and of
 * AArch64; elsewhere it does nothing. Some nanoseconds. */
void registers_wipe(void);
