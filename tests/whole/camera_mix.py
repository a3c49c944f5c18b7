#!/usr/bin/env python3
"""A synthetic camera network with its truth: facts and violations are counted against it, for two seeds.
camera_mix.py SOURCE BUILD (the generator is ../shared/bench/camera_mix.py; without it: skipped, 77)"""
import collections, json, os, subprocess, sys, tempfile

source, build = sys.argv[1:3]
generator = source + "/../shared/bench/camera_mix.py"
if not os.path.exists(generator):
    print("skipped: no ../shared/bench/camera_mix.py")
    sys.exit(77)
failed = 0


def mended():
    """The generator defines tlv() twice, for BER and for Easy IP; the second hides the first, so that its SNMP is no
    BER at all (00 30 00 35 ...; tshark reads none of it either). Here the second has a name of its own."""
    text = open(generator).read()
    head, easyip = text.split("def tlv(tag, value)", 1)
    body, rest = easyip.split("def events(", 1)
    return head + "def easyip_tlv(tag, value)" + body.replace("tlv(", "easyip_tlv(") + "def events(" + rest


def check(name, got, wanted):
    global failed
    if got != wanted:
        print(f"  {name}: {got}, not {wanted}")
        failed = 1


def facts_of(path):
    c = collections.Counter()
    for line in path:
        o = json.loads(line)
        kind, protocol, what = o["kind"], o["protocol"], o.get("what")
        key = (kind, protocol)
        c[key] += 1
        c[key + (what,)] += 1
        if kind == "login":
            c[key + (o.get("scheme"),)] += 1
            c[key + (o.get("scheme"), "new")] += not o["repeated"]
        if kind == "management":
            c[key + (what, o["version"])] += 1
            c[key + (what, o["version"], o.get("level"))] += 1
            c["public"] += what == "get" and o.get("community") == "public"
        if kind == "stream":
            c[key + (what, o["secure"])] += 1
        if kind == "setup":
            c["window", o.get("window")] += 1
            c["administrator", o.get("administrator")] += 1
    return c


# What the truth calls it, and by which fact it is counted.
COUNTED = {
    "rtsp_basic_requests": ("login", "rtsp", "basic"),
    "rtsp_digest_requests": ("login", "rtsp", "digest"),
    "rtsp_sessions_basic": ("login", "rtsp", "basic", "new"),
    "rtsp_setup_plain": ("stream", "rtsp", "request", False),
    "rtsp_setup_srtp": ("stream", "rtsp", "request", True),
    "http_requests": ("exchange", "http", "request"),
    "http_basic": ("login", "http", "basic", "new"),
    "http_digest": ("login", "http", "digest", "new"),
    "ftp_logins": ("login", "ftp"),
    "ftp_stor": ("transfer", "ftp", "upload"),
    "smtp_auth_login": ("login", "smtp", "login"),
    "smtp_auth_plain": ("login", "smtp", "plain"),
    "smtp_starttls": ("tls_upgrade", "smtp"),
    "snmpv1_get": ("management", "snmp", "get", "1"),
    "snmpv2c_get": ("management", "snmp", "get", "2c"),
    "snmp_public_get": "public",
    "ssdp_notify": ("discovery", "ssdp", "notify"),
    "easyip_search": ("discovery", "easyip", "search"),
    "easyip_response": ("discovery", "easyip", "response"),
    "easyip_window_open": ("window", "open"),
    "easyip_no_administrator": ("administrator", "missing"),
}


def check_facts(facts, truth):
    for name, fact in COUNTED.items():
        check(name, facts[fact], truth[name])
    v3 = sum(v for k, v in facts.items() if len(k) == 5 and k[1] == "snmp" and k[3:] == ("3", "authPriv"))
    check("snmpv3, each asked and answered", v3, 2 * truth["snmpv3"])


def check_items(cameras, truth):
    """What is broken, per item: cameras by their number, as the generator makes them."""
    def broken(item):
        return {ip for ip, x in cameras.items() if x["items"][item]["verdict"] == "FAIL"}

    every = {f"192.168.10.{10 + i}": i for i in range(72)}
    check("cameras' addresses", set(cameras), set(every))
    check("2.5 broken by", broken("2.5"), {ip for ip, i in every.items() if (i < 32 if i < 64 else i - 64 < 4)})
    for item in ("3.2.2", "3.4", "3.5"):
        check(f"{item} broken by", broken(item), set(every))
    check("4.2 broken by", broken("4.2"), {ip for ip, i in every.items() if i % 4 != 3})
    check("3.2.5 broken by", broken("3.2.5"), {ip for ip, i in every.items() if i % 4 != 3 and 3 + i * .53 % 40 < 32})
    check("2.3 not registered", {ip for ip, i in every.items() if i % 4 == 0} - broken("2.3"), set())
    times = sum(cameras[ip]["items"]["4.2"]["count"] for ip in broken("4.2"))
    check("4.2 count", times, truth["snmpv1_get"] + truth["snmpv2c_get"])
    return every


def check_alerts(alerts, every):
    def of(alert):
        return alert["alert"]["target"]["ip"], alert["alert"]["metadata"]["guide_item"][0]

    clear_rtp = {of(a)[0] for a in alerts if of(a)[1] == "3.8"
                 and a["alert"]["context"]["evidence"].get("reason") == "rtp-clear"}
    srtp = {ip for ip, i in every.items() if 56 <= i < 64}
    check("clear RTP alerts for SRTP cameras", clear_rtp & srtp, set())
    check("3.8 clear RTP", clear_rtp | srtp, set(every))
    opened = [of(a) for a in alerts if a["alert"]["metadata"]["event"] == ["opened"]]
    check("an alert opens once", len(set(opened)), len(opened))


def run(seed, work):
    capture, truth, facts, eve = (f"{work}/{name}" for name in ("mix.pcap", "mix.pcap.truth.json", "facts", "eve"))
    subprocess.run([sys.executable, "-c", mended(), capture, "--seed", str(seed), "--seconds", "34", "--mbps", "0.2"],
                   check=True, stdout=subprocess.DEVNULL)
    truth = json.load(open(truth))
    p = subprocess.run([build + "/camwarden", "replay", "--json", "--facts", facts, "--eve", eve, capture], capture_output=True)
    report = json.loads(p.stdout)
    alerts = [json.loads(line) for line in open(eve)]
    c = facts_of(open(facts))
    print(f"seed {seed}: {truth['packets']} packets, {sum(v for k, v in c.items() if len(k) == 2)} facts, {len(alerts)} alerts")

    check("packets", report["counters"]["frames"], truth["packets"])
    check("bytes", report["counters"]["bytes"], truth["wire_bytes"])
    check_facts(c, truth)
    cameras = {x["camera"]["ip"] if "ip" in x["camera"] else x["camera"]["ipv4"]: x for x in report["cameras"]}
    check("cameras", len(cameras), 72)
    check_alerts(alerts, check_items(cameras, truth))


for seed in (1, 7):
    with tempfile.TemporaryDirectory() as folder:
        run(seed, folder)
sys.exit(failed)
