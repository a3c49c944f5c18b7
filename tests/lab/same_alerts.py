#!/usr/bin/env python3
"""Do live alerts equal those of replaying a capture of the same port? same_alerts.py CAMWARDEN CAPTURE EVE REDIS-SOCKET [POLICY]

Compares the sets of (camera, item, verdict) that were ever opened, and that stand in the end, of the sensor's EVE file
and of its list in Redis. One line, and more if they differ; exit status 1 then."""

import sys

import live

camwarden, capture, eve, redis = sys.argv[1:5]
policy = ["--policy", sys.argv[5]] if sys.argv[5:] and sys.argv[5] else []
again = live.replayed(camwarden, capture, *policy)
pushed = live.lines_of(live.must("redis-cli", "--raw", "-s", redis, "LRANGE", live.ALERTS, 0, -1))
wrong = []
for where, alerts in (("EVE", live.events_of(eve)), ("Redis", pushed)):
    for kind, one, other in zip(("opened", "standing"), live.what_was_said(alerts), live.what_was_said(again)):
        wrong += [f"{where}, {kind}: {line}" for line in live.difference(one, other)]
opened, standing = live.what_was_said(again)
print(f"{len(opened)} alerts opened, {len(standing)} standing, the same as replayed" if not wrong else "\n".join(wrong))
sys.exit(1 if wrong else 0)
