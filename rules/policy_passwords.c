/* Factory logins of cameras, as collected by scanners and manuals: protocols.md B.4 and C. Makers
 * of today have the administrator set a password at first access; these are of older firmware. */
#include <stdlib.h>
#include <sys/random.h>

#include "core/secret.h"
#include "rules/policy_book.h"

static const struct password_default logins[] = {
    { "admin", "12345" },     /* Panasonic, Hikvision */
    { "admin1", "password" }, /* Panasonic */
    { "root", "1234" },       /* Panasonic */
    { "", "1234" },           /* Panasonic */
    { "admin", "admin" },     /* Panasonic, Dahua, Sony, Avigilon */
    { "root", "pass" },       /* Axis */
    { "888888", "888888" },   /* Dahua */
    { "666666", "666666" },   /* Dahua */
    { "admin", "4321" },      /* Hanwha / Samsung Techwin */
    { "service", "" },        /* Bosch */
    { "live", "" },           /* Bosch */
    { "user", "" },           /* Bosch */
    { "root", "" },           /* Vivotek */
    { "admin", "123456" },    /* Uniview */
    { "admin", "" },          /* Reolink */
    { "ubnt", "ubnt" },       /* Ubiquiti */
    { "admin", "1111111" },   /* Samsung */
    { "admin", "1234" },      /* Honeywell, Speco */
    { "admin", "888888" },    /* VStarcam */
    { "admin", "jvc" },       /* JVC */
    { "admin", "meinsm" },    /* Mobotix */
    { "root", "camera" },     /* Canon */
    { "root", "ikwb" },       /* Toshiba */
    { "root", "root" },       /* Axis M series, after many who set it up */
    { "root", "system" },     /* IQinVision */
    { "service", "service" }, /* Bosch */
    /* Telnet of what others build on; public since Mirai's list of 2016. */
    { "root", "7ujMko0admin" }, /* Dahua */
    { "root", "hi3518" },       /* HiSilicon */
    { "root", "juantech" },     /* Juan */
    { "root", "jvbzd" },        /* HiSilicon */
    { "root", "klv123" },       /* HiSilicon */
    { "root", "klv1234" },      /* HiSilicon */
    { "root", "vizxv" },        /* Dahua */
    { "root", "xc3511" },       /* Xiongmai */
};

const struct password_defaults builtin_passwords = {
    .n = sizeof logins / sizeof logins[0],
    .at = logins,
};

const struct password_defaults *policy_passwords(const struct policy *p)
{
    return &p->secrets.passwords;
}

bool policy_make_key(struct policy *p)
{
    p->key = secret_new(sizeof *p->key);
    p->secrets.passwords.key = p->key;
    return p->key != NULL && getrandom(p->key, sizeof *p->key, 0) == (ssize_t)sizeof *p->key;
}

bool policy_fingerprints(const struct policy *p)
{
    return p->key != NULL;
}

uint64_t policy_password_age(const struct policy *p)
{
    return p->key != NULL ? p->password_age_ns : 0;
}

void policy_follow(struct policy *p, const struct policy *before)
{
    if (p->key != NULL && before->key != NULL)
        *p->key = *before->key;
}

void policy_free_passwords(struct policy *p)
{
    secret_free(p->key, sizeof *p->key);
    free(p->own_passwords);
    free(p->password_text);
}
