/* One row of the guide on a camera's page. */
#include <inttypes.h>

#include "alerts/evidence.h"
#include "sensor/html_parts.h"

static const char *transport_word(enum transport t)
{
    switch (t) {
    case TRANSPORT_TCP:
        return " over TCP";
    case TRANSPORT_UDP:
        return " over UDP";
    case TRANSPORT_ICMP:
        return " over ICMP";
    case TRANSPORT_LINK:
        return " on the link";
    case TRANSPORT_NONE:
    case TRANSPORT_OTHER:
        break;
    }
    return "";
}

static void put_end(FILE *out, const struct observation *o, bool client)
{
    const struct endpoint *end = client ? &o->client : &o->server;
    char text[IP_TEXT_MAX > MAC_TEXT_MAX ? IP_TEXT_MAX : MAC_TEXT_MAX];
    if (o->transport == TRANSPORT_LINK) {
        html_put(out, "%s", mac_text(client ? &o->client_mac : &o->server_mac, text));
        return;
    }
    html_put(out, "%s", ip_text(&end->ip, text));
    if (end->port != 0)
        html_put(out, " port %u", (unsigned)end->port);
}

/* The frame, its time and ends, and how to find it. */
static void put_packet(FILE *out, const struct observation *o)
{
    char time[HTML_TIME_MAX], filter[FILTER_MAX];
    html_put(out, "<p class=\"seen\">Frame %" PRIu64 ", %s: ", o->frame_no,
             html_time(o->time_ns, time));
    put_end(out, o, o->from_client);
    html_put(out, " to ");
    put_end(out, o, !o->from_client);
    html_put(out, ", %s%s", o->protocol != NULL ? o->protocol : "", transport_word(o->transport));
    if (o->vlan != 0)
        html_put(out, ", VLAN %u", (unsigned)o->vlan);
    html_put(out, "<br><code>%s</code></p>", evidence_filter(o, filter));
}

/* How often it was seen broken, since and until when, and in which ways. */
static void put_counts(FILE *out, const struct standing *s)
{
    char first[HTML_TIME_MAX], last[HTML_TIME_MAX];
    html_put(out, "<p class=\"seen\">Seen broken ");
    if (s->count == 1)
        html_put(out, "once, %s", html_time(s->first_ns, first));
    else
        html_put(out, "%" PRIu64 " times, from %s to %s", s->count, html_time(s->first_ns, first),
                 html_time(s->last_ns, last));
    const char *before = ": ";
    for (size_t i = 0; i < REASONS_MAX && s->by[i].reason != NULL; i++) {
        html_put(out, "%s%s", before, s->by[i].reason);
        if (s->count > 1)
            html_put(out, " (%" PRIu64 ")", s->by[i].n);
        before = ", ";
    }
    html_put(out, "</p>");
}

/* How often it could have been seen otherwise, and how it stood before. */
static void put_history(FILE *out, const struct standing *s)
{
    char last[HTML_TIME_MAX], since[HTML_TIME_MAX];
    bool changed = s->since_ns != 0 && s->before != VERDICT_UNKNOWN;
    bool others = s->opportunities > s->count; /* not each showed it broken */
    if (!others && !changed)
        return;
    html_put(out, "<p class=\"seen\">");
    if (others)
        html_put(out, "Opportunities to see it: %" PRIu64 ", the last %s. ", s->opportunities,
                 html_time(s->opportunity_ns, last));
    if (changed)
        html_put(out, "So since %s; before that %s.", html_time(s->since_ns, since),
                 html_verdict(s->before, false).word);
    html_put(out, "</p>");
}

static bool is_at_fault(enum verdict v)
{
    return v == VERDICT_FAIL || v == VERDICT_SUSPECT;
}

void html_evidence(const struct html_report *r, size_t camera, const struct standing *s)
{
    FILE *out = r->out;
    struct html_verdict look = html_verdict(s->verdict, s->suppressed);
    const struct guide_item *item = &s->item->about;
    html_put(out, "<div class=\"row %s\" id=\"c%zu-%s\"><h4><b class=\"%s\">%s</b> %s %s</h4>",
             look.kind, camera + 1, item->number, look.kind, look.word, item->number, item->title);
    html_put(out, "<p>%s</p>", s->why);
    if (s->count > 0)
        put_counts(out, s);
    put_history(out, s);
    if (s->evidence != NULL)
        put_packet(out, s->evidence);
    if (is_at_fault(s->verdict))
        html_put(out, "<p class=\"remedy\"><i>Remedy</i> %s</p>", item->remedy);
    html_put(out, "</div>\n");
}
