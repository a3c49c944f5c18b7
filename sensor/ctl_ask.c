#include "sensor/ctl_ask.h"

#include "sensor/ctl.h"

json_t *ctl_ask(const struct ctl_link *l, json_t *request, int *status, struct error *e)
{
    json_t *answer = ctl_link_ask(l, request, e);
    *status = answer != NULL ? CTL_DONE : CTL_NO_SENSOR;
    if (answer == NULL)
        return NULL;
    if (json_is_true(json_object_get(answer, "ok"))) {
        (void)json_object_del(answer, "ok");
        return answer;
    }
    const char *why = json_string_value(json_object_get(answer, "error"));
    (void)fail(e, "%s", why != NULL ? why : "the sensor refuses, and does not say why");
    *status = CTL_REFUSED;
    json_decref(answer);
    return NULL;
}

struct pages {
    const struct ctl_link *link;
    json_t *request;
    json_t *all;     /* the first page, and the cameras of the others */
    json_int_t from; /* where the next begins; 0: there is none */
    int status;
};

static json_t *take_page(struct pages *p, json_t *request, struct error *e)
{
    json_t *page = ctl_ask(p->link, request, &p->status, e);
    p->from = json_integer_value(json_object_get(page, "next"));
    (void)json_object_del(page, "next");
    return page;
}

/* Each must begin after the one before: a sensor gone mad would keep us for ever. */
static bool add_page(struct pages *p, struct error *e)
{
    json_int_t before = p->from;
    json_t *request = json_copy(p->request);
    (void)json_object_set_new(request, "from", json_integer(before));
    json_t *page = take_page(p, request, e);
    if (page == NULL)
        return false;
    (void)json_array_extend(json_object_get(p->all, "cameras"), json_object_get(page, "cameras"));
    json_decref(page);
    if (p->from == 0 || p->from > before)
        return true;
    p->status = CTL_REFUSED;
    return fail(e, "the pages of the sensor's answer go back");
}

json_t *ctl_ask_pages(const struct ctl_link *l, json_t *request, int *status, struct error *e)
{
    struct pages p = { .link = l, .request = request };
    p.all = take_page(&p, json_incref(request), e);
    bool whole = p.all != NULL;
    while (whole && p.from != 0)
        whole = add_page(&p, e);
    json_decref(request);
    *status = p.status;
    if (whole)
        return p.all;
    json_decref(p.all);
    return NULL;
}
