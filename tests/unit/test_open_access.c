#include "rules/open_access.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/judging.h"

static enum open_access of(struct observation o, const struct policy *policy)
{
    struct weighing w = { .o = &o, .part = PART_SERVER, .policy = policy };
    return open_access_of(&w);
}

static struct observation picture(const char *path)
{
    struct observation o = answered("http", 80, "GET", 200, SCHEME_NONE);
    o.exchange.path = text_of(bytes_of_text(path));
    o.exchange.content = CONTENT_JPEG;
    return o;
}

Test(open_access, is_what_nobody_had_to_log_in_for)
{
    struct policy *p = policy_default();
    cr_assert_eq(of(picture("/SnapshotJPEG"), p), OPEN_PICTURE);
    cr_assert_eq(of(answered("rtsp", 554, "DESCRIBE", 200, SCHEME_NONE), p), OPEN_STREAM);
    cr_assert_eq(of(answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE), p), OPEN_NOTHING);
    cr_assert_eq(of(answered("ftp", 21, "RETR", 200, SCHEME_NONE), p), OPEN_NOTHING);
    struct observation o = picture("/SnapshotJPEG");
    o.exchange.scheme = SCHEME_DIGEST;
    cr_assert_eq(of(o, p), OPEN_NOTHING);
    policy_free(p);
}

Test(open_access, is_none_where_the_path_is_not_known)
{
    struct policy *p = policy_default();
    cr_assert_eq(of(picture(""), p), OPEN_NOTHING);
    policy_free(p);
}

Test(open_access, is_none_of_what_the_policy_calls_public)
{
    char path[] = "/tmp/camwarden-policy-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
    cr_assert_not_null(f);
    (void)fputs("public_urls: [/SnapshotJPEG, /public/]\n", f);
    (void)fclose(f);
    struct error e;
    struct policy *p = policy_read(path, &e);
    (void)remove(path);
    cr_assert_not_null(p, "%s", e.s);
    cr_assert_eq(of(picture("/SnapshotJPEG"), p), OPEN_NOTHING);
    cr_assert_eq(of(picture("/public/snap.cgi"), p), OPEN_NOTHING);
    cr_assert_eq(of(picture("/snap.cgi"), p), OPEN_PICTURE);
    policy_free(p);
}

Test(open_access, knows_the_pictures_of_now_by_their_paths)
{
    static const char *const live[] = { "", "/SnapshotJPEG", "/cgi-bin/camera.cgi", "/snapshot.jpg",
                                        "/jpg/image.jpg" };
    static const char *const others[] = { "/bg.jpg", "/web/logo.jpeg", "/pic.aspx" };
    struct text path;
    for (size_t i = 0; i < sizeof live / sizeof live[0]; i++) {
        text_format(&path, "%s", live[i]);
        cr_expect(is_live_picture(&path), "%s", live[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        text_format(&path, "%s", others[i]);
        cr_expect_not(is_live_picture(&path), "%s", others[i]);
    }
}
