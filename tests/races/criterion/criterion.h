/* What our tests use of Criterion, for the preset tsan: the real one's shared arena has no place in
 * the memory that ThreadSanitizer leaves. Each test is a process of its own, too. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cr_settings {
    void (*init)(void);
    void (*fini)(void);
    double timeout; /* seconds; 0: none. Under ThreadSanitizer ten times as many */
    int exit_code;
    int signal;
};

struct cr_suite {
    const char *name;
    struct cr_settings settings;
    struct cr_suite *next;
};

struct cr_test {
    const char *suite;
    const char *name;
    void (*run)(void);
    struct cr_settings settings;
    struct cr_test *next;
};

/* What comes to be known before main(). */
void cr_add_suite(struct cr_suite *suite);
void cr_add_test(struct cr_test *test);

/* Says what is not so, and counts it; `fatal`: ends the test. */
__attribute__((format(printf, 5, 6))) void cr_failed(const char *file, int line, bool fatal,
                                                     const char *what, const char *format, ...);
__attribute__((noreturn, format(printf, 1, 2))) void cr_skip(const char *format, ...);
/* A test that is here says what was written to standard error by nobody: it is thrown away. */
void cr_redirect_stderr(void);

#define TestSuite(s, ...)                                                           \
    static struct cr_suite s##_suite = { .name = #s, .settings = { __VA_ARGS__ } }; \
    __attribute__((constructor)) static void s##_suite_add(void)                    \
    {                                                                               \
        cr_add_suite(&s##_suite);                                                   \
    }

#define Test(s, n, ...)                                                      \
    static void s##_##n(void);                                               \
    static struct cr_test s##_##n##_test = {                                 \
        .suite = #s, .name = #n, .run = s##_##n, .settings = { __VA_ARGS__ } \
    };                                                                       \
    __attribute__((constructor)) static void s##_##n##_add(void)             \
    {                                                                        \
        cr_add_test(&s##_##n##_test);                                        \
    }                                                                        \
    static void s##_##n(void)

#define CR_IS(fatal, is, what, ...) \
    ((is) ? (void)0 : cr_failed(__FILE__, __LINE__, fatal, what, " " __VA_ARGS__))
#define CR_FATAL(is, what, ...)                                         \
    do {                                                                \
        if (!(is)) {                                                    \
            cr_failed(__FILE__, __LINE__, true, what, " " __VA_ARGS__); \
            abort();                                                    \
        }                                                               \
    } while (0)

#define cr_skip_test(...) cr_skip(__VA_ARGS__)
#define cr_log_info(...)  ((void)printf(__VA_ARGS__))

#define cr_assert(x, ...)              CR_FATAL(x, #x, __VA_ARGS__)
#define cr_assert_fail(...)            CR_FATAL(false, "reached", __VA_ARGS__)
#define cr_assert_not(x, ...)          CR_FATAL(!(x), "not " #x, __VA_ARGS__)
#define cr_assert_null(x, ...)         CR_FATAL((x) == NULL, #x " is null", __VA_ARGS__)
#define cr_assert_not_null(x, ...)     CR_FATAL((x) != NULL, #x " is not null", __VA_ARGS__)
#define cr_assert_eq(a, b, ...)        CR_FATAL((a) == (b), #a " == " #b, __VA_ARGS__)
#define cr_assert_neq(a, b, ...)       CR_FATAL((a) != (b), #a " != " #b, __VA_ARGS__)
#define cr_assert_lt(a, b, ...)        CR_FATAL((a) < (b), #a " < " #b, __VA_ARGS__)
#define cr_assert_leq(a, b, ...)       CR_FATAL((a) <= (b), #a " <= " #b, __VA_ARGS__)
#define cr_assert_gt(a, b, ...)        CR_FATAL((a) > (b), #a " > " #b, __VA_ARGS__)
#define cr_assert_geq(a, b, ...)       CR_FATAL((a) >= (b), #a " >= " #b, __VA_ARGS__)
#define cr_assert_str_eq(a, b, ...)    CR_FATAL(strcmp(a, b) == 0, #a " is " #b, __VA_ARGS__)
#define cr_assert_str_neq(a, b, ...)   CR_FATAL(strcmp(a, b) != 0, #a " is not " #b, __VA_ARGS__)
#define cr_assert_str_empty(a, ...)    CR_FATAL((a)[0] == '\0', #a " is empty", __VA_ARGS__)
#define cr_assert_arr_eq(a, b, n, ...) CR_FATAL(memcmp(a, b, n) == 0, #a " is " #b, __VA_ARGS__)
#define cr_assert_float_eq(a, b, d, ...) \
    CR_FATAL((a) - (b) <= (d) && (b) - (a) <= (d), #a " is " #b, __VA_ARGS__)

#define cr_expect(x, ...)              CR_IS(false, x, #x, __VA_ARGS__)
#define cr_expect_not(x, ...)          CR_IS(false, !(x), "not " #x, __VA_ARGS__)
#define cr_expect_null(x, ...)         CR_IS(false, (x) == NULL, #x " is null", __VA_ARGS__)
#define cr_expect_not_null(x, ...)     CR_IS(false, (x) != NULL, #x " is not null", __VA_ARGS__)
#define cr_expect_eq(a, b, ...)        CR_IS(false, (a) == (b), #a " == " #b, __VA_ARGS__)
#define cr_expect_neq(a, b, ...)       CR_IS(false, (a) != (b), #a " != " #b, __VA_ARGS__)
#define cr_expect_lt(a, b, ...)        CR_IS(false, (a) < (b), #a " < " #b, __VA_ARGS__)
#define cr_expect_leq(a, b, ...)       CR_IS(false, (a) <= (b), #a " <= " #b, __VA_ARGS__)
#define cr_expect_gt(a, b, ...)        CR_IS(false, (a) > (b), #a " > " #b, __VA_ARGS__)
#define cr_expect_geq(a, b, ...)       CR_IS(false, (a) >= (b), #a " >= " #b, __VA_ARGS__)
#define cr_expect_str_eq(a, b, ...)    CR_IS(false, strcmp(a, b) == 0, #a " is " #b, __VA_ARGS__)
#define cr_expect_str_neq(a, b, ...)   CR_IS(false, strcmp(a, b) != 0, #a " is not " #b, __VA_ARGS__)
#define cr_expect_str_empty(a, ...)    CR_IS(false, (a)[0] == '\0', #a " is empty", __VA_ARGS__)
#define cr_expect_arr_eq(a, b, n, ...) CR_IS(false, memcmp(a, b, n) == 0, #a " is " #b, __VA_ARGS__)
#define cr_expect_float_eq(a, b, d, ...) \
    CR_IS(false, (a) - (b) <= (d) && (b) - (a) <= (d), #a " is " #b, __VA_ARGS__)
