#include <criterion/criterion.h>

#include "dissectors/login_fields.h"

/* Of "name=value name=value". */
static struct login_fields fields_of(const char *text)
{
    struct login_fields f = { 0 };
    struct bytes left = bytes_of_text(text);
    while (left.n > 0) {
        struct bytes pair = bytes_first(left, bytes_find(left, " "));
        struct bytes name = bytes_first(pair, bytes_find(pair, "="));
        login_fields_take(&f, name, bytes_after(pair, name.n + 1));
        left = bytes_after(left, pair.n + 1);
    }
    return f;
}

static bool is_login(const char *text)
{
    struct login_fields f = fields_of(text);
    return login_fields_are_login(&f);
}

Test(login_fields, know_a_login_by_the_names_that_makers_give)
{
    static const char *const logins[] = {
        "username=admin password=12345",
        "userName=admin password= cmd=Login",
        "USER=admin PWD=x action=login lang=en",
        "loginuse=admin loginpas=888888",
        "user=admin pass=x remember_password=1 passwordType=Default savePwd=0",
        "login=root psw=x method=global.login",
        "login_id=admin login_psw=x",
        "txtUsername=admin txtPassword=x",
        "authUser=admin authPass=x",
    };
    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++)
        cr_assert(is_login(logins[i]), "%s", logins[i]);
}

Test(login_fields, are_no_login_if_they_set_something)
{
    static const char *const others[] = {
        "username=admin password=old newpassword=new confirm=new",
        "username=admin oldpwd=a password=b",
        "username=admin password=a password=a",
        "username=admin user=root password=a",
        "ssid=home user=a password=b",
        "user=a password=b wpa_psk=c",
        "server=mail.example user=a password=b",
        "ddns_host=x user=a passwd=b",
        "user=joe pwd=b grp=users",
        "userName=joe password=b level=guest cmd=AddUser",
        "action=update user=joe pwd=b",
        "cmd=ModifyUser userName=joe password=b",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_not(is_login(others[i]), "%s", others[i]);
}

Test(login_fields, are_no_login_of_nobody_or_without_a_password)
{
    cr_assert_not(is_login(""));
    cr_assert_not(is_login("username= password=x"));
    cr_assert_not(is_login("password=x"));
    cr_assert_not(is_login("username=admin token=x"));
    cr_assert(is_login("username=admin password="));
}

Test(login_fields, say_that_the_password_was_hashed)
{
    cr_assert(fields_of("username=a password= md5=00ff").hashed);
    cr_assert(fields_of("username=a password=x nonce=00ff").hashed);
    cr_assert_not(fields_of("username=a password=x nonce=").hashed);
}

Test(login_fields, are_no_login_if_they_are_many)
{
    struct login_fields f = fields_of("username=a password=b");
    for (size_t i = 0; i < LOGIN_FIELDS_MAX - 2; i++)
        login_fields_take(&f, bytes_of_text("x"), bytes_of_text("y"));
    cr_assert(login_fields_are_login(&f));
    login_fields_take(&f, bytes_of_text("x"), bytes_of_text("y"));
    cr_assert_not(login_fields_are_login(&f));
}

Test(login_fields, are_of_no_login_if_a_name_is_longer_than_any)
{
    cr_assert(is_login("user=a pass=b "
                       "0123456789012345678901234567890123456789012345678901234567890123=c"));
    cr_assert_not(is_login("user=a pass=b "
                           "01234567890123456789012345678901234567890123456789012345678901234=c"));
}
