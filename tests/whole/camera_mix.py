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


def run(seed):
    out = tempfile.NamedTemporaryFile(suffix=".pcap")
    subprocess.run([sys.executable, "-c", mended(), out.name, "--seed", str(seed), "--seconds", "34", "--mbps", "0.2"],
                   check=True, stdout=subprocess.DEVNULL)
    truth = json.load(open(out.name + ".truth.json"))
    os.unlink(out.name + ".truth.json")
    facts = tempfile.NamedTemporaryFile(mode="r")
    p = subprocess.run([build + "/camwarden", "replay", "--json", "--facts", facts.name, "--eve", out.name + ".eve", out.name],
                       capture_output=True)
    report = json.loads(p.stdout)
    alerts = [json.loads(l) for l in open(out.name + ".eve")]
    os.unlink(out.name + ".eve")
    c = facts_of(facts)
    print(f"seed {seed}: {truth['packets']} packets, {sum(v for k, v in c.items() if len(k) == 2)} facts, {len(alerts)} alerts")

    check("packets", report["counters"]["frames"], truth["packets"])
    check("bytes", report["counters"]["bytes"], truth["wire_bytes"])
    check("rtsp_basic_requests", c["login", "rtsp", "basic"], truth["rtsp_basic_requests"])
    check("rtsp_digest_requests", c["login", "rtsp", "digest"], truth["rtsp_digest_requests"])
    check("rtsp_sessions_basic", c["login", "rtsp", "basic", "new"], truth["rtsp_sessions_basic"])
    check("rtsp_setup_plain", c["stream", "rtsp", "request", False], truth["rtsp_setup_plain"])
    check("rtsp_setup_srtp", c["stream", "rtsp", "request", True], truth["rtsp_setup_srtp"])
    check("http_requests", c["exchange", "http", "request"], truth["http_requests"])
    check("http_basic", c["login", "http", "basic", "new"], truth["http_basic"])
    check("http_digest", c["login", "http", "digest", "new"], truth["http_digest"])
    check("ftp_logins", c["login", "ftp"], truth["ftp_logins"])
    check("ftp_stor", c["transfer", "ftp", "upload"], truth["ftp_stor"])
    check("smtp_auth_login", c["login", "smtp", "login"], truth["smtp_auth_login"])
    check("smtp_auth_plain", c["login", "smtp", "plain"], truth["smtp_auth_plain"])
    check("smtp_starttls", c["tls_upgrade", "smtp"], truth["smtp_starttls"])
    check("snmpv1_get", c["management", "snmp", "get", "1"], truth["snmpv1_get"])
    check("snmpv2c_get", c["management", "snmp", "get", "2c"], truth["snmpv2c_get"])
    v3 = sum(v for k, v in c.items() if len(k) == 5 and k[1] == "snmp" and k[3:] == ("3", "authPriv"))
    check("snmpv3, each asked and answered", v3, 2 * truth["snmpv3"])
    check("snmp_public_get", c["public"], truth["snmp_public_get"])
    check("ssdp_notify", c["discovery", "ssdp", "notify"], truth["ssdp_notify"])
    check("easyip_search", c["discovery", "easyip", "search"], truth["easyip_search"])
    check("easyip_response", c["discovery", "easyip", "response"], truth["easyip_response"])
    check("easyip_window_open", c["window", "open"], truth["easyip_window_open"])
    check("easyip_no_administrator", c["administrator", "missing"], truth["easyip_no_administrator"])

    # What is broken, per item: cameras by their number, as the generator makes them.
    cameras = {x["camera"]["ip"] if "ip" in x["camera"] else x["camera"]["ipv4"]: x for x in report["cameras"]}
    check("cameras", len(cameras), 72)

    def broken(item):
        return {ip for ip, x in cameras.items() if x["items"][item]["verdict"] == "FAIL"}

    def times(item):
        return sum(x["items"][item]["count"] for x in cameras.values() if x["items"][item]["verdict"] == "FAIL")

    every = {f"192.168.10.{10 + i}": i for i in range(72)}
    check("cameras' addresses", set(cameras), set(every))
    basic = {ip for ip, i in every.items() if (i < 32 if i < 64 else i - 64 < 4)}
    srtp = {ip for ip, i in every.items() if 56 <= i < 64}
    check("2.5 broken by", broken("2.5"), basic)
    check("3.2.2 broken by", broken("3.2.2"), set(every))
    check("3.4 broken by", broken("3.4"), set(every))
    check("3.5 broken by", broken("3.5"), set(every))
    check("4.2 broken by", broken("4.2"), {ip for ip, i in every.items() if i % 4 != 3})
    check("3.2.5 broken by", broken("3.2.5"), {ip for ip, i in every.items() if i % 4 != 3 and 3 + i * .53 % 40 < 32})
    no_admin = {ip for ip, i in every.items() if i % 4 == 0}
    check("2.3 not registered", no_admin - broken("2.3"), set())
    clear_rtp = {a["alert"]["target"]["ip"] for a in alerts if a["alert"]["metadata"]["guide_item"] == ["3.8"]
                 and a["alert"]["context"]["evidence"].get("reason") == "rtp-clear"}
    check("clear RTP alerts for SRTP cameras", clear_rtp & srtp, set())
    check("3.8 clear RTP", clear_rtp | srtp, set(every))
    check("4.2 count", times("4.2"), truth["snmpv1_get"] + truth["snmpv2c_get"])
    check("an alert opens once", len({(a["alert"]["target"]["ip"], a["alert"]["metadata"]["guide_item"][0]) for a in alerts
          if a["alert"]["metadata"]["event"] == ["opened"]}), sum(a["alert"]["metadata"]["event"] == ["opened"] for a in alerts))


for seed in (1, 7):
    run(seed)
sys.exit(failed)
