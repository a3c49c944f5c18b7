#include "dissectors/onvif_kinds.h"

/* Media and Media2 have answers of the same names. */
static const struct onvif_kind *const kinds[] = {
    &onvif_device_information,
    &onvif_date_time,
    &onvif_set_date_time,
    &onvif_date_time_set,
    &onvif_ntp,
    &onvif_dns,
    &onvif_interfaces,
    &onvif_protocols,
    &onvif_users,
    &onvif_address_filter,
    &onvif_dot1x,
    &onvif_profiles,
    &onvif_stream_uri,
    &onvif_discovery_mode,
};

static const struct onvif_kind *kind_of(const struct onvif *o)
{
    return o->kind > 0 ? kinds[o->kind - 1] : NULL;
}

void onvif_see_name_space(struct onvif *o, struct bytes uri)
{
    o->is_onvif = o->is_onvif || bytes_start_with(uri, "http://www.onvif.org/ver");
}

/* Of a token that should have ended before nothing is left. */
void onvif_begin(struct onvif *o, struct bytes name)
{
    if (o->kind != 0)
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (bytes_equal(name, bytes_of_text(kinds[i]->name)))
            *o = (struct onvif){ .is_onvif = o->is_onvif, .kind = (uint8_t)(i + 1) };
}

void onvif_take(struct onvif *o, const struct xml_element *e)
{
    const struct onvif_kind *kind = kind_of(o);
    if (kind != NULL && kind->take != NULL)
        kind->take(o, e);
}

/* A client has no answers to give, and a device asks for nothing. */
void onvif_tell(struct dissection *d, const struct onvif *o, struct onvif_memory *m)
{
    const struct onvif_kind *kind = kind_of(o);
    if (kind == NULL || !o->is_onvif || d->from_client != (kind == &onvif_set_date_time))
        return;
    if (kind->tell != NULL)
        kind->tell(d, o);
    else
        kind->tell_and_note(d, o, m);
}
