#include "dissectors/login_fields.h"

enum { NAME_MAX_N = 64 }; /* longer ones are of no login page that we know, and work */

static bool is_any(struct bytes b, const char *const *words)
{
    for (; *words != NULL; words++)
        if (bytes_equal_text(b, *words))
            return true;
    return false;
}

/* Names that makers and frameworks give to who logs in. */
static bool is_user(struct bytes name)
{
    static const char *const names[] = {
        "user",          "usr",         "username",    "user_name",
        "usr_name",      "usrname",     "userid",      "user_id",
        "uname",         "loginuse",    "login",       "login_user",
        "login_name",    "loginname",   "loginuser",   "login_username",
        "loginusername", "login_id",    "loginid",     "user_login",
        "userlogin",     "account",     "j_username",  "auth_user",
        "authuser",      "uid",         "log",         "login-username",
        "login-user",    "txtusername", "strusername", "szusername",
        "f_username",    NULL
    };
    return is_any(name, names);
}

static bool is_password(struct bytes name)
{
    static const char *const names[] = {
        "password",   "passwd",         "pwd",           "pass",           "psw",
        "pswd",       "loginpas",       "loginpass",     "loginpwd",       "login_pass",
        "login_pwd",  "login_password", "login_passwd",  "loginpassword",  "userpassword",
        "userpass",   "userpwd",        "user_password", "user_pwd",       "upass",
        "j_password", "auth_pass",      "authpass",      "login-password", "login-pass",
        "login_psw",  "loginpsw",       "user_pass",     "userpasswd",     "user_passwd",
        "usrpwd",     "txtpassword",    "strpassword",   "szpassword",     "f_password",
        NULL
    };
    return is_any(name, names);
}

/* What a browser is to do with a password, and the like. */
static bool is_about_password(struct bytes name)
{
    static const char *const words[] = { "remember", "save", "type", "forgot", "show", NULL };
    return bytes_has_any(name, words);
}

/* A second password, a key of something else, or the rights of a new user. */
static bool is_of_other(struct bytes name)
{
    static const char *const words[] = { "pass", "pwd",   "psw",    "old",  "confirm", "retype",
                                         "psk",  "ssid",  "wpa",    "wep",  "smtp",    "ftp",
                                         "ddns", "pppoe", "mail",   "host", "server",  "grp",
                                         "role", "priv",  "secret", NULL };
    static const char *const names[] = { "level", "group", "userlevel", "usergroup",
                                         "port",  "new",   "new_user",  NULL };
    return is_any(name, names) || (bytes_has_any(name, words) && !is_about_password(name));
}

static bool is_of_hash(struct bytes name)
{
    static const char *const words[] = { "hash",    "md5",      "sha1",      "sha256",
                                         "digest",  "response", "nonce",     "encode",
                                         "encrypt", "cipher",   "challenge", NULL };
    return bytes_has_any(name, words);
}

/* "action=adduser", "cmd":"ModifyUser", "method":"set". */
static bool is_other_action(struct bytes name, struct bytes value)
{
    static const char *const names[] = { "action", "cmd", "command", "method",
                                         "do",     "op",  "act",     NULL };
    static const char *const words[] = { "add",    "set",    "mod",    "edit",   "save",   "create",
                                         "update", "change", "delete", "remove", "regist", NULL };
    return is_any(name, names) && bytes_has_any(value, words);
}

void login_fields_take(struct login_fields *f, struct bytes name, struct bytes value)
{
    if (f->n == LOGIN_FIELDS_MAX || name.n > NAME_MAX_N) {
        f->other = true;
        return;
    }
    f->n++;
    if (is_user(name)) {
        f->users++;
        f->user = value;
    } else if (is_password(name)) {
        f->passwords++;
        f->password = value;
    } else if (is_of_hash(name))
        f->hashed = f->hashed || value.n > 0;
    else
        f->other = f->other || is_of_other(name) || is_other_action(name, value);
}

void login_fields_take_number(struct login_fields *f, struct bytes name, struct bytes value)
{
    bool digits = true;
    for (size_t i = 0; i < value.n; i++)
        digits &= value.p[i] >= '0' && value.p[i] <= '9';
    if (digits && is_password(name))
        login_fields_take(f, name, value);
}

bool login_fields_are_login(const struct login_fields *f)
{
    return !f->other && f->users == 1 && f->passwords == 1 && f->user.n > 0;
}
