#include "dissectors/cgi.h"

#include "dissectors/cgi_makers.h"

enum cgi_asked cgi_asked_by(struct bytes target)
{
    struct bytes path = bytes_first(target, bytes_find(target, "?"));
    if (bytes_equal_text(path, "/cgi-bin/getinfo") || bytes_equal_text(path, "/cgi-bin/getuid"))
        return CGI_INFORMATION;
    return bytes_equal_text(path, "/cgi-bin/reg_admin")
               ? CGI_REGISTRATION
               : cgi_makers_asked_by(path, bytes_after(target, path.n));
}

static void take_mac(struct cgi *c, struct bytes value)
{
    struct text s = text_of(value);
    struct mac mac;
    if (mac_parse(s.s, &mac) && !mac_is_group(&mac))
        c->mac = mac;
}

static void take_information(struct cgi *c, struct bytes line)
{
    size_t equals = bytes_find(line, "=");
    struct bytes name = bytes_trim(bytes_first(line, equals));
    struct bytes value = bytes_trim(bytes_after(line, equals + 1));
    if (value.n == 0)
        return;
    if (bytes_equal_text(name, "MAC"))
        take_mac(c, value);
    else if (bytes_equal_text(name, "NAME"))
        c->model = text_of(value);
    else if (bytes_equal_text(name, "VERSION"))
        c->firmware = text_of(value);
    else if (bytes_equal_text(name, "SERIAL"))
        c->serial = text_of(value);
    else if (bytes_equal_text(name, "aEnable"))
        c->sound = text_of(value);
}

/* It answers so before anybody has logged in. Once an administrator is registered it does not
 * answer this any more. */
static void take_registration(struct cgi *c, struct bytes line)
{
    if (bytes_start_with(line, "Not Registered"))
        c->administrator = ADMINISTRATOR_MISSING;
    else if (bytes_start_with(line, "Completion of registration"))
        c->administrator = ADMINISTRATOR_REGISTERED;
}

static void end_line(struct cgi *c)
{
    struct bytes whole = { c->line, c->line_n };
    struct bytes line = bytes_trim(bytes_first(whole, bytes_find(whole, "<")));
    if (c->asked == CGI_INFORMATION)
        take_information(c, line);
    else if (c->asked == CGI_REGISTRATION)
        take_registration(c, line);
    else
        cgi_makers_take(c, whole);
    c->line_n = 0;
}

void cgi_take(struct cgi *c, struct bytes piece)
{
    for (size_t i = 0; i < piece.n; i++) {
        uint8_t b = piece.p[i];
        if (b == '\n' || b == '\r')
            end_line(c);
        else if (c->line_n < CGI_LINE_MAX)
            c->line[c->line_n++] = b;
    }
}

static void tell_setting(struct dissection *d, const char *name, bool enabled, struct text value)
{
    observe(d, (struct observation){
                   .kind = OBS_SETTING,
                   .protocol = "cgi",
                   .setting = { .name = name, .enabled = enabled, .value = value },
               });
}

/* A model of a maker's own series and a version come together in no answer but theirs. */
static void tell_device(struct dissection *d, const struct cgi *c)
{
    struct bytes model = bytes_of_text(c->model.s);
    const char *make = cgi_maker((enum cgi_asked)c->asked);
    bool named = make != NULL && model.n > 0;
    if (!mac_known(&c->mac) && c->firmware.s[0] == '\0' && !named)
        return;
    bool ipro = bytes_start_with(model, "WV-") && mac_known(&c->mac);
    observe(d, (struct observation){
                   .kind = OBS_DEVICE,
                   .protocol = "cgi",
                   .device = { .mac = c->mac,
                               .make = text_of(bytes_of_text(make != NULL ? make : "")),
                               .model = c->model,
                               .firmware = c->firmware,
                               .serial = c->serial,
                               .recorder = c->recorder,
                               .camera = c->camera || (make == NULL && ipro) },
               });
}

void cgi_tell(struct dissection *d, struct cgi *c)
{
    end_line(c);
    tell_device(d, c);
    struct bytes sound = bytes_of_text(c->sound.s);
    if (sound.n > 0)
        tell_setting(d, "audio", !bytes_equal_text(sound, "off"), c->sound);
    if (c->clock.s[0] != '\0')
        tell_setting(d, "date_time_type", strcmp(c->clock.s, "NTP") == 0, c->clock);
    if (c->administrator != ADMINISTRATOR_UNKNOWN)
        tell_setting(d, "activated", c->administrator == ADMINISTRATOR_REGISTERED,
                     (struct text){ "" });
}
