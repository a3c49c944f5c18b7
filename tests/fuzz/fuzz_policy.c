/* A policy, and the files it may name: the YAML up to the first NUL, then logins.txt up to the
 * next, then keys.txt. It is refused with a sentence that names the file, or it answers whatever it
 * is asked. */

#include "rules/policy.h"

#include <stdlib.h>

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static struct bytes take_part(struct bytes *rest)
{
    const uint8_t *end = rest->n > 0 ? memchr(rest->p, 0, rest->n) : NULL;
    struct bytes part = end != NULL ? bytes_first(*rest, (size_t)(end - rest->p)) : *rest;
    *rest = bytes_after(*rest, part.n + 1);
    return part;
}

static void ask_about_camera(const struct policy *p, const struct ip *ip)
{
    static const struct mac mac = { { 0xd4, 0x2d, 0xc5, 0, 0, 1 } };
    struct camera_name camera = { .ip = *ip, .mac = mac };
    struct suppression found;
    const struct listed_camera *c = policy_camera(p, &mac, ip);
    check(c == NULL || strlen(c->name) < 4096);
    if (policy_suppresses(p, &camera, "3.2.4", 1700000000000000000, &found))
        check(found.reason != NULL && strlen(found.reason) < 1 << 22);
    (void)policy_suppressed_items(p, &camera, 1700000000000000000);
    (void)policy_lists_mac(p, &mac);
    for (enum server_role role = 0; role < SERVER_ROLES; role++)
        check(!policy_is_server(p, role, ip) || policy_is_any_server(p, ip));
    check(policy_allows_client(p, ip) || policy_lists_clients(p));
}

static void ask(const struct policy *p)
{
    static const uint8_t ip[4] = { 192, 0, 2, 10 };
    struct ip host = ip_from_v4(ip);
    struct period period = { 0, UINT64_MAX };
    ask_about_camera(p, &host);
    check(policy_hosts(p) > 0 && policy_facts_age(p) > 0);
    for (uint32_t port = 0; port < 65536; port += 79)
        (void)policy_allows_port(p, TRANSPORT_TCP, (uint16_t)port);
    (void)policy_is_public(p, "/cgi-bin/getuid");
    (void)policy_firmware(p, "WV-S1111");
    (void)policy_accepts_issuer(p, "CN=ca");
    policy_narrow(p, 1700000000000000000, &period);
    check(period.from_ns <= 1700000000000000000 && period.to_ns > 1700000000000000000);
    const struct known_secrets *secrets = policy_secrets(p);
    for (size_t i = 0; i < secrets->passwords.n; i++)
        (void)(strlen(secrets->passwords.at[i].user) + strlen(secrets->passwords.at[i].password));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = { data, size };
    char path[SCRATCH_PATH];
    scratch_path("policy.yaml", path);
    scratch_write("policy.yaml", take_part(&rest), 0600);
    scratch_write("logins.txt", take_part(&rest), 0600);
    scratch_write("keys.txt", rest, 0600);
    struct error e = { "" };
    struct policy *p = policy_read(path, &e);
    check((p == NULL) == (e.s[0] != '\0'));
    check(p != NULL || strncmp(e.s, scratch_folder(), strlen(scratch_folder())) == 0);
    if (p != NULL)
        ask(p);
    policy_free(p);
    return 0;
}
