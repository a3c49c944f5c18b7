/* How it works: by the calling convention no vector register outlives a call, so they may be
 * changed here without the compiler being told; it must only not take this function into another.
 */
#include "core/registers.h"

#if defined __x86_64__

/* An instruction on the lower 128 bits in its newer encoding clears all above, too. */
__attribute__((noinline)) void registers_wipe(void)
{
    if (__builtin_cpu_supports("avx"))
        __asm__ volatile("vzeroall" ::: "memory");
    else
        __asm__ volatile(".irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n\t"
                         "pxor %%xmm\\r, %%xmm\\r\n\t"
                         ".endr" ::
                             : "memory");
    if (__builtin_cpu_supports("avx512vl"))
        __asm__ volatile(".irp r,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"
                         "vpxord %%xmm\\r, %%xmm\\r, %%xmm\\r\n\t"
                         ".endr" ::
                             : "memory");
}

#elif defined __aarch64__

__attribute__((noinline)) void registers_wipe(void)
{
    __asm__ volatile(".irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,"
                     "26,27,28,29,30,31\n\t"
                     "movi v\\r\\().2d, #0\n\t"
                     ".endr" ::
                         : "memory");
}

#else

void registers_wipe(void)
{
}

#endif
