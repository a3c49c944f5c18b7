/* syscalls(sensor): openat, open: the policy and what it names, at a reload. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules/policy_book.h"
#include "rules/policy_check.h"
#include "rules/policy_format.h"
#include "rules/policy_schema.h"
#include "rules/policy_srtp.h"

enum { FILE_MAX = 1 << 22 };

/* ---- files ---- */

/* The whole file, with a NUL after it. Owned by the caller; NULL: e says why not. */
static char *read_whole(const char *path, size_t *n, struct error *e)
{
    FILE *f = fopen(path, "re");
    char *text = f != NULL ? malloc(FILE_MAX + 1) : NULL;
    if (text == NULL) {
        (void)fail(e, "%s: cannot be read: %s", path, strerrordesc_np(errno));
        if (f != NULL)
            (void)fclose(f);
        return NULL;
    }
    *n = fread(text, 1, FILE_MAX + 1, f);
    bool read = ferror(f) == 0;
    const char *why = strerrordesc_np(errno);
    (void)fclose(f);
    if (!read || *n > FILE_MAX) {
        (void)(read ? fail(e, "%s: is larger than %d bytes", path, FILE_MAX)
                    : fail(e, "%s: cannot be read: %s", path, why));
        free(text);
        return NULL;
    }
    text[*n] = '\0';
    return text;
}

/* ---- the list of factory logins ---- */

/* Splits "user:password" in place; an empty line or one that begins with # is passed over. */
static bool take_login(struct policy *p, char *line)
{
    line[strcspn(line, "\r")] = '\0';
    if (line[0] == '\0' || line[0] == '#')
        return true;
    char *colon = strchr(line, ':');
    if (colon == NULL)
        return false;
    *colon = '\0';
    p->own_passwords[p->secrets.passwords.n++] = (struct password_default){ line, colon + 1 };
    return true;
}

static size_t count_lines(const char *text)
{
    size_t n = 1;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

static bool read_passwords(struct policy *p, const char *path, struct error *e)
{
    size_t n = 0;
    p->password_text = read_whole(path, &n, e);
    if (p->password_text == NULL)
        return false;
    p->own_passwords = calloc(count_lines(p->password_text), sizeof *p->own_passwords);
    if (p->own_passwords == NULL)
        return fail(e, "%s: no memory to read it", path);
    p->secrets.passwords.n = 0;
    p->secrets.passwords.at = p->own_passwords;
    size_t number = 1;
    char *rest = p->password_text;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n"), number++)
        if (!take_login(p, line))
            return fail(e, "%s:%zu:1: a line must be user:password", path, number);
    return true;
}

/* ---- from what libcyaml read to what the judge asks ---- */

static bool take_networks(struct policy_networks *to, char **texts, uint32_t n)
{
    to->at = calloc(n > 0 ? n : 1, sizeof *to->at);
    for (uint32_t i = 0; to->at != NULL && i < n; i++)
        to->n += network_parse(texts[i], &to->at[to->n]);
    return to->at != NULL;
}

/* Takes a string out of what libcyaml would free. */
static char *keep(char **text)
{
    char *kept = *text;
    *text = NULL;
    return kept;
}

static void take_camera(struct policy_camera *to, struct read_camera *c)
{
    to->name = keep(&c->name);
    to->has_mac = c->mac != NULL && mac_parse(c->mac, &to->mac);
    const char *where = c->ip != NULL ? c->ip : c->network;
    to->has_network = where != NULL && network_parse(where, &to->network);
    to->listed.name = to->name != NULL ? to->name : "";
    to->listed.by_itself = to->has_mac || (to->has_network && network_is_host(&to->network));
    to->exceptions = c->exceptions;
    to->exceptions_n = c->exceptions_count;
    c->exceptions = NULL;
    c->exceptions_count = 0;
}

static bool take_cameras(struct policy *p, struct read_policy *r)
{
    p->cameras = calloc(r->cameras_count + 1, sizeof *p->cameras);
    if (p->cameras == NULL)
        return false;
    for (; p->cameras_n < r->cameras_count; p->cameras_n++)
        take_camera(&p->cameras[p->cameras_n], &r->cameras[p->cameras_n]);
    return true;
}

static bool take_servers(struct policy *p, const struct read_servers *s)
{
    struct policy_networks *to = p->servers;
    return take_networks(&to[SERVER_FTP], s->ftp, s->ftp_count) &&
           take_networks(&to[SERVER_SMTP], s->smtp, s->smtp_count) &&
           take_networks(&to[SERVER_NTP], s->ntp, s->ntp_count) &&
           take_networks(&to[SERVER_DNS], s->dns, s->dns_count) &&
           take_networks(&to[SERVER_SNMP_MANAGER], s->snmp_managers, s->snmp_managers_count) &&
           take_networks(&to[SERVER_EASYIP_TOOL], s->easyip_tools, s->easyip_tools_count) &&
           take_networks(&to[SERVER_ROUTER], s->routers, s->routers_count);
}

static bool take_ports(struct policy *p, const struct read_ports *r)
{
    p->ports = calloc((size_t)r->tcp_count + r->udp_count + 1, sizeof *p->ports);
    if (p->ports == NULL)
        return false;
    for (uint32_t i = 0; i < r->tcp_count; i++)
        p->ports[p->ports_n++] = (struct policy_port){ TRANSPORT_TCP, r->tcp[i] };
    for (uint32_t i = 0; i < r->udp_count; i++)
        p->ports[p->ports_n++] = (struct policy_port){ TRANSPORT_UDP, r->udp[i] };
    return true;
}

static bool take_firmware(struct policy *p, struct read_policy *r)
{
    p->firmware = calloc(r->firmware_count + 1, sizeof *p->firmware);
    if (p->firmware == NULL)
        return false;
    for (; p->firmware_n < r->firmware_count; p->firmware_n++) {
        struct read_firmware *from = &r->firmware[p->firmware_n];
        p->firmware[p->firmware_n] =
            (struct policy_firmware){ keep(&from->model), keep(&from->minimum) };
    }
    return true;
}

static bool take_suppressions(struct policy *p, struct read_policy *r)
{
    p->suppressions = calloc(r->suppressions_count + 1, sizeof *p->suppressions);
    if (p->suppressions == NULL)
        return false;
    for (; p->suppressions_n < r->suppressions_count; p->suppressions_n++) {
        struct read_suppression *from = &r->suppressions[p->suppressions_n];
        struct policy_suppression *to = &p->suppressions[p->suppressions_n];
        (void)policy_day_end(from->until, &to->until_ns);
        to->has_mac = mac_parse(from->camera, &to->mac);
        to->has_network = !to->has_mac && network_parse(from->camera, &to->network);
        to->camera = keep(&from->camera);
        to->item = keep(&from->item);
        to->reason = keep(&from->reason);
    }
    return true;
}

static bool take_tls(struct policy *p, const struct read_tls *r)
{
    struct policy_tls *to = &p->tls;
    to->minimum = r->minimum != NULL ? (uint16_t)*r->minimum : 0;
    to->days = r->warn_days != NULL ? *r->warn_days : to->days;
    to->issuers = calloc((size_t)r->issuers_count + 1, sizeof *to->issuers);
    if (to->issuers == NULL)
        return false;
    for (; to->issuers_n < r->issuers_count; to->issuers_n++)
        to->issuers[to->issuers_n] = text_of(bytes_of_text(r->issuers[to->issuers_n]));
    return true;
}

static bool take_passwords(struct policy *p, const struct read_passwords *r)
{
    p->secrets.passwords.minimum = r->minimum_length;
    if (r->max_age != NULL)
        (void)policy_age_read(r->max_age, &p->password_age_ns); /* it was checked */
    bool wanted = r->fingerprints != NULL && *r->fingerprints == FINGERPRINTS_ON;
    return !wanted || policy_make_key(p);
}

/* Reads a file that the policy names, if it names one. */
static bool read_beside(struct policy *p, const char *path, const char *name,
                        bool (*read)(struct policy *, const char *, struct error *),
                        struct error *e)
{
    if (name == NULL)
        return true;
    char *full = policy_beside(path, name);
    bool ok = full != NULL ? read(p, full, e) : fail(e, "%s: no memory to read it", path);
    free(full);
    return ok;
}

static bool take_all(struct policy *p, struct read_policy *r, const char *path, struct error *e)
{
    p->level = r->level != NULL ? *r->level : p->level;
    if (r->facts.age != NULL)
        (void)policy_age_read(r->facts.age, &p->facts_age_ns); /* it was checked */
    p->hosts = r->limits.hosts != 0 ? r->limits.hosts : p->hosts;
    bool ok = take_cameras(p, r) && take_networks(&p->clients, r->clients, r->clients_count) &&
              take_servers(p, &r->servers) && take_ports(p, &r->ports) && take_firmware(p, r) &&
              take_suppressions(p, r) && take_tls(p, &r->tls) && take_passwords(p, &r->passwords);
    p->public_urls = r->public_urls;
    p->public_urls_n = r->public_urls_count;
    r->public_urls = NULL;
    r->public_urls_count = 0;
    if (!ok)
        return fail(e, "%s: no memory to read it", path);
    return read_beside(p, path, r->default_passwords, read_passwords, e) &&
           read_beside(p, path, r->srtp_keys, policy_srtp_read, e);
}

/* ---- libcyaml ---- */

static void note_first(cyaml_log_t level, void *first, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* libcyaml tells what is wrong to a log; its first line says it. */
static void note_first(cyaml_log_t level, void *first, const char *format, va_list args)
{
    struct error *e = first;
    if (level < CYAML_LOG_ERROR || e->s[0] != '\0')
        return;
    (void)vsnprintf(e->s, sizeof e->s, format, args);
    e->s[strcspn(e->s, "\n")] = '\0';
}

static bool load(struct policy *p, const char *path, struct bytes text, struct error *e)
{
    struct error said = { "" };
    const cyaml_config_t config = {
        .log_fn = note_first, .log_ctx = &said, .mem_fn = cyaml_mem, .log_level = CYAML_LOG_ERROR
    };
    cyaml_data_t *read = NULL;
    cyaml_err_t err = cyaml_load_data(text.p, text.n, &config, &policy_schema, &read, NULL);
    if (err != CYAML_OK)
        return fail(e, "%s: %s", path, said.s[0] != '\0' ? said.s : cyaml_strerror(err));
    bool ok = take_all(p, read, path, e);
    (void)cyaml_free(&config, &policy_schema, read, 0);
    return ok;
}

static bool read_into(struct policy *p, const char *path, struct bytes text, struct error *e)
{
    bool empty = false;
    return policy_check(path, text, &empty, e) && (empty || load(p, path, text, e));
}

struct policy *policy_read(const char *path, struct error *e)
{
    size_t n = 0;
    char *text = read_whole(path, &n, e);
    struct policy *p = text != NULL ? policy_default() : NULL;
    if (text != NULL && p == NULL)
        (void)fail(e, "%s: no memory to read it", path);
    if (p != NULL && !read_into(p, path, (struct bytes){ (const uint8_t *)text, n }, e)) {
        policy_free(p);
        p = NULL;
    }
    free(text);
    return p;
}
