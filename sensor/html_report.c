#include "sensor/html_report.h"

#include <errno.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "embedded/report_css.h"
#include "embedded/report_js.h"
#include "sensor/html_parts.h"
#include "sensor/whole_file.h"

enum { HASH_TEXT_MAX = 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1 };

/* As Content-Security-Policy wants it: base64 of SHA-256. */
static const char *hash_text(const unsigned char *p, size_t n, char out[static HASH_TEXT_MAX])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    (void)SHA256(p, n, digest);
    (void)EVP_EncodeBlock((unsigned char *)out, digest, sizeof digest);
    return out;
}

static void put_head(FILE *out)
{
    char style[HASH_TEXT_MAX], script[HASH_TEXT_MAX];
    html_put(out,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
             "style-src &#39;sha256-%s&#39;; script-src &#39;sha256-%s&#39;; "
             "base-uri &#39;none&#39;; form-action &#39;none&#39;\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<title>Camera hardening report</title>\n<style>",
             hash_text(report_css, sizeof report_css, style),
             hash_text(report_js, sizeof report_js, script));
    (void)fwrite(report_css, 1, sizeof report_css, out);
    html_put(out, "</style>\n</head>\n");
}

/* Of no use without the script, which shows it and fills its lists. */
static void put_filter(FILE *out)
{
    html_put(out,
             "<form id=\"filter\" role=\"search\" aria-label=\"Cameras\" hidden>"
             "<label>Find <input type=\"search\" name=\"text\" autocomplete=\"off\" "
             "placeholder=\"name, address, model\"></label>"
             "<label>Make <select name=\"make\"><option value=\"\">any</option></select></label>"
             "<label>Verdict <select name=\"verdict\"><option value=\"\">any</option>"
             "<option value=\"f\">FAIL</option><option value=\"s\">SUSPECT</option>"
             "<option value=\"p\">PASS</option><option value=\"k\">LIKELY OK</option>"
             "<option value=\"u\">UNKNOWN</option></select></label>"
             "<label>in <select name=\"row\"><option value=\"\">any item</option></select></label>"
             "<label>Order <select name=\"order\"><option value=\"\">by name</option>"
             "<option value=\"worst\">most broken first</option></select></label>"
             "<button type=\"button\" name=\"open\">Open all</button>"
             "<button type=\"reset\">Clear</button><output name=\"count\"></output></form>\n");
}

static void put_top(const struct html_report *r)
{
    html_put(r->out,
             "<body>\n<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n"
             "<header><h1>Camera hardening report</h1>\n<p>Held against the hardening guide up to "
             "its level <b>%s</b>, by what cameras did on the wire.</p>\n"
             "<nav aria-label=\"Parts of the report\"><a href=\"#summary\">Summary</a> ",
             level_name(r->shown->level));
    if (r->cameras > 0)
        html_put(r->out, "<a href=\"#matrix\">Matrix</a> <a href=\"#timeline\">Timeline</a> "
                         "<a href=\"#cameras\">Cameras</a> <a href=\"#unknown\">Unknowns</a> ");
    html_put(r->out, "<a href=\"#guide\">Guide</a></nav></header>\n<main>\n");
}

static void put_bottom(FILE *out)
{
    html_put(out,
             "</main>\n<footer><p>Made by camwarden %s. Times are UTC, of the packets. A filter "
             "in this type <code>ip.addr == ...</code> is for Wireshark's display filter bar."
             "</p></footer>\n<script>",
             CAMWARDEN_VERSION);
    (void)fwrite(report_js, 1, sizeof report_js, out);
    html_put(out, "</script>\n</body>\n</html>\n");
}

static void put_page(const struct html_report *r)
{
    put_head(r->out);
    put_top(r);
    html_summary(r);
    put_filter(r->out);
    if (r->cameras > 0) {
        html_matrix(r);
        html_timeline(r);
        html_cameras(r);
        html_unknowns(r);
    }
    html_guide(r);
    put_bottom(r->out);
}

bool html_report_try(const char *path, struct error *e)
{
    return whole_file_try(path, e);
}

bool html_report_write(const struct shown *shown, struct timeline *timeline, const char *path,
                       struct error *e)
{
    struct whole_file file;
    if (!whole_file_open(&file, path, e))
        return false;
    struct html_report r = { .out = file.out,
                             .shown = shown,
                             .timeline = timeline,
                             .cameras = judge_cameras(shown->engine->verdicts.judge) };
    put_page(&r);
    return whole_file_close(&file, e);
}
