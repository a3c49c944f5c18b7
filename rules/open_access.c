/* How it works: pages that may be public are many and of no fixed place (the start page, login
 * forms, the UI's scripts and pictures, the UPnP description, ONVIF's calls before a login), so
 * what is not known to want a login counts for nothing. A JPEG is the camera's if it comes from a
 * program, has no file extension or is called like a picture of now; the UI's own pictures are
 * plain files in folders of their own. */
#include "rules/open_access.h"

/* The last segment of a path. */
static struct bytes file_of(struct bytes path)
{
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return bytes_after(path, n);
}

/* From its last dot on; empty: it has none. */
static struct bytes extension_of(struct bytes file)
{
    size_t n = file.n;
    while (n > 0 && file.p[n - 1] != '.')
        n--;
    return n > 0 ? bytes_after(file, n) : (struct bytes){ 0 };
}

static bool is_live_name(struct bytes path)
{
    static const char *const names[] = { "snap",    "mjp",      "video",      "stream",
                                         "capture", "auto.jpg", "/jpg/image", NULL };
    return bytes_has_any(path, names);
}

static bool is_in_page_folder(struct bytes path)
{
    static const char *const folders[] = { "/img/", "/images/", "/css/",    "/js/",   "/static/",
                                           "/icon", "/theme",   "/assets/", "/skin/", NULL };
    return bytes_has_any(path, folders);
}

bool is_page_picture(const struct text *path)
{
    struct bytes b = bytes_of_text(path->s), extension = extension_of(file_of(b));
    bool file = bytes_equal_text(extension, "jpg") || bytes_equal_text(extension, "jpeg");
    return file && is_in_page_folder(b) && !is_live_name(b);
}

static bool is_made_by_program(struct bytes path)
{
    struct bytes extension = extension_of(file_of(path));
    return extension.n == 0 || bytes_end_with(extension, "cgi");
}

bool is_live_picture(const struct text *path)
{
    struct bytes b = bytes_of_text(path->s);
    return is_made_by_program(b) || is_live_name(b);
}

static bool ends_like_any(struct bytes path, const char *const *extensions)
{
    struct bytes extension = extension_of(file_of(path));
    for (; *extensions != NULL; extensions++)
        if (bytes_equal_text(extension, *extensions))
            return true;
    return false;
}

bool is_page_file(const struct text *path)
{
    static const char *const files[] = { "css", "js", "gif", "png", "ico", "svg", "woff", NULL };
    return ends_like_any(bytes_of_text(path->s), files);
}

static bool is_picture(struct bytes path, enum content content)
{
    if ((content != CONTENT_JPEG && content != CONTENT_MP4 && content != CONTENT_AVI) ||
        file_of(path).n == 0)
        return false;
    if (is_made_by_program(path))
        return true;
    return is_live_name(path) && !is_in_page_folder(path);
}

/* Folders of settings and control commands; but for what is asked before a login, and for the files
 * of the pages themselves. */
static bool is_page(struct bytes path, enum content content)
{
    static const char *const folders[] = { "/admin/", "/cgi-bin/", "/axis-cgi/", "/stw-cgi/",
                                           "/isapi/", "/psia/",    "/lapi/",     NULL };
    static const char *const before[] = { "login",      "logout",    "auth",       "session",
                                          "activ",      "reg_admin", "capabilit",  "status",
                                          "deviceinfo", "brand",     "systeminfo", "language",
                                          "challenge",  "index",     NULL };
    static const char *const files[] = { "jpg", "json", "txt", NULL };
    return (content == CONTENT_TEXT || content == CONTENT_UNKNOWN) && !ends_like_any(path, files) &&
           bytes_has_any(path, folders) && !bytes_has_any(path, before);
}

static enum open_access open_by_http(const struct weighing *w)
{
    const struct observation *o = w->o;
    struct bytes path = bytes_of_text(o->exchange.path.s);
    bool gets = bytes_equal_text(bytes_of_text(o->exchange.method.s), "GET");
    if (!gets || path.n == 0 || policy_is_public(w->policy, o->exchange.path.s))
        return OPEN_NOTHING;
    if (is_picture(path, o->exchange.content))
        return OPEN_PICTURE;
    bool page = !is_page_file(&o->exchange.path) && is_page(path, o->exchange.content);
    return page ? OPEN_PAGE : OPEN_NOTHING;
}

/* A login before the first packet that was seen would go for all of an RTSP connection. A DESCRIBE
 * begins one. */
static enum open_access open_by_rtsp(const struct observation *o)
{
    struct bytes method = bytes_of_text(o->exchange.method.s);
    bool describes = bytes_equal_text(method, "DESCRIBE");
    bool sets_up = bytes_equal_text(method, "SETUP") && o->roles == ROLES_BY_SYN;
    return describes || sets_up ? OPEN_STREAM : OPEN_NOTHING;
}

enum open_access open_access_of(const struct weighing *w)
{
    const struct observation *o = w->o;
    bool served = o->exchange.act == ACT_RESPONSE && o->exchange.status == 200;
    if (!served || o->exchange.scheme != SCHEME_NONE || o->exchange.vouched)
        return OPEN_NOTHING;
    if (is_by(o, "rtsp"))
        return open_by_rtsp(o);
    return is_by(o, "http") ? open_by_http(w) : OPEN_NOTHING;
}
