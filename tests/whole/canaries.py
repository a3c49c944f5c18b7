#!/usr/bin/env python3
"""No secret in any output: the passwords and communities of the lab's captures (tests/lab/canaries) are
looked for, in plain, base64, hex and URL form, in everything a replay at debug level writes, Redis and
posture included. canaries.py SOURCE BUILD"""
import base64, glob, os, shutil, subprocess, sys, tempfile, time, urllib.parse

source, build = sys.argv[1:3]
camwarden = build + "/camwarden"
secrets = [l.strip() for l in open(source + "/tests/lab/canaries") if l.strip() and not l.startswith("#")]
captures = sorted(c for c in glob.glob(source + "/pcaps/*") if c.endswith((".pcap", ".pcapng")))


def forms(secret):
    s = secret.encode()
    yield s
    yield s.hex().encode()
    yield s.hex().upper().encode()
    yield urllib.parse.quote(secret, safe="").encode()
    # base64 depends on where in the text the secret begins; what is sure of it is in the middle
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + s)
        middle = text[4 if lead else 0:len(text) - 4]
        if len(middle) >= 8:
            yield middle


needles = {f: s for s in secrets for f in forms(s)}
work = tempfile.mkdtemp()
redis = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", work + "/redis.sock", "--save", "",
                          "--dir", work], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
failed = 0
try:
    for _ in range(100):
        if os.path.exists(work + "/redis.sock"):
            break
        time.sleep(0.05)
    cli = ["redis-cli", "-s", work + "/redis.sock"]
    in_captures = set()
    for capture in captures:
        raw = open(capture, "rb").read()
        in_captures.update(s for f, s in needles.items() if f in raw)
        outputs = {}
        runs = {"table": [], "json": ["--json"], "eve 7": ["--quiet", "--eve", "-", "--eve-compat", "7"],
                "cef": ["--quiet", "--eve", "-", "--eve-format", "cef"],
                "ecs": ["--quiet", "--eve", "-", "--eve-format", "ecs"],
                "report": ["--quiet", "--report", "-"],
                "facts": ["--quiet", "--facts", "-", "--eve", work + "/eve", "--redis", "unix:" + work + "/redis.sock"]}
        policy = os.path.splitext(capture)[0] + ".policy.yaml"
        for name, options in runs.items():
            options = options + (["--policy", policy] if os.path.exists(policy) else [])
            p = subprocess.run([camwarden, "replay", "--debug", *options, capture], capture_output=True)
            outputs[name] = p.stdout + p.stderr
            if p.returncode != 0:
                print(f"{capture}: {name}: exit {p.returncode}")
                failed = 1
        outputs["eve"] = open(work + "/eve", "rb").read()
        keys = subprocess.run(cli + ["--raw", "KEYS", "*"], capture_output=True).stdout.decode().split()
        for key in keys:
            read = ["LRANGE", key, "0", "-1"] if key == "camwarden:alerts" else ["HGETALL", key]
            outputs["redis " + key] = subprocess.run(cli + ["--raw"] + read, capture_output=True).stdout
        for name, text in outputs.items():
            for needle, secret in needles.items():
                if needle in text:
                    print(f"{capture}: {name} tells {secret}")
                    failed = 1
    print(f"{len(captures)} captures; {len(in_captures)} of {len(secrets)} secrets lie in them in the clear")
    if not captures or len(in_captures) < len(secrets) // 3:
        print("too few of the secrets are in the captures: this test proves nothing")
        failed = 1
finally:
    redis.terminate()
    redis.wait()
    shutil.rmtree(work)
sys.exit(failed)
