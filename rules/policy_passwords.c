/* Factory logins of cameras, as collected by scanners and manuals: protocols.md B.4 and C. Makers
 * of today have the administrator set a password at first access; these are of older firmware. */
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
};

const struct password_defaults builtin_passwords = { sizeof logins / sizeof logins[0], logins };
