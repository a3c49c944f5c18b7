#include "core/registers.h"

#include <criterion/criterion.h>
#include <string.h>

#if defined __x86_64__

static const char secret[64] = "sixty-four letters that a core dump must not have: not any of it";

static bool is_wiped(const char *kept, size_t n)
{
    static const char nothing[64];
    return memcmp(kept, nothing, n) == 0;
}

Test(registers, are_wiped)
{
    char kept[16];
    __asm__ volatile("movdqu %0, %%xmm5" ::"m"(secret) : "xmm5");
    registers_wipe();
    __asm__ volatile("movdqu %%xmm5, %0" : "=m"(kept));
    cr_expect(is_wiped(kept, sizeof kept));
}

Test(registers, are_wiped_to_their_end)
{
    if (!__builtin_cpu_supports("avx"))
        cr_skip_test("this processor has no AVX");
    char kept[32];
    __asm__ volatile("vmovdqu %0, %%ymm15" ::"m"(secret) : "xmm15");
    registers_wipe();
    __asm__ volatile("vmovdqu %%ymm15, %0" : "=m"(kept));
    cr_expect(is_wiped(kept, sizeof kept));
}

Test(registers, are_wiped_with_those_that_are_new)
{
    if (!__builtin_cpu_supports("avx512vl"))
        cr_skip_test("this processor has no AVX-512");
    char low[64], high[64];
    __asm__ volatile("vmovdqu64 %0, %%zmm16\n\tvmovdqu64 %0, %%zmm31" ::"m"(secret));
    registers_wipe();
    __asm__ volatile("vmovdqu64 %%zmm16, %0\n\tvmovdqu64 %%zmm31, %1" : "=m"(low), "=m"(high));
    cr_expect(is_wiped(low, sizeof low) && is_wiped(high, sizeof high));
}

#else

Test(registers, can_be_wiped)
{
    registers_wipe();
}

#endif
