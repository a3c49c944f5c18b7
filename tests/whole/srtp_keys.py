#!/usr/bin/env python3
"""The operator's keys of SRTP: the capture whose key was told by a file is authenticated with it, is suspect with
another, and nothing of a key stands in any output; a file that others may read is refused. srtp_keys.py SOURCE BUILD"""
import base64, json, pathlib, subprocess, sys, tempfile

source, build = map(pathlib.Path, sys.argv[1:3])
camwarden = build / "camwarden"
capture = source / "pcaps" / "srtp_known_key.pcap"
SECRET = b"Canary-Srtp-Known-Key-30-by-4V"
OTHER = b"Canary-Srtp-Known-Key-30-by-4W"
failed = 0


def complain(what):
    global failed
    failed = 1
    print(what)


def run(*words):
    p = subprocess.run([camwarden, *words], capture_output=True, check=False)
    for secret in (SECRET, OTHER):
        for form in (secret, base64.b64encode(secret), secret.hex().encode()):
            if form in p.stdout + p.stderr:
                complain(f"{words}: tells the key")
    return p


def policy(folder, line, mode=0o640):
    keys = folder / "keys.txt"
    keys.write_bytes(b"# made up\n" + line + b"\n")
    keys.chmod(mode)
    path = folder / "policy.yaml"
    path.write_text("cameras:\n  - mac: d4:2d:c5:10:00:36\nsrtp_keys: keys.txt\n", encoding="utf-8")
    return path


def line(whose, key):
    return whose + b" AES_CM_128_HMAC_SHA1_80 " + base64.b64encode(key)


def replay(path, *options):
    return run("replay", "--json", *options, "--policy", path, capture)


def expect(folder, name, text, standing):
    path = policy(folder, text)
    p = replay(path)
    camera = [c for c in json.loads(p.stdout or "{}").get("cameras", []) if c["camera"]["mac"] == "d4:2d:c5:10:00:36"]
    item = camera[0]["items"]["3.8"] if camera else {}
    if p.returncode != 0 or item.get("verdict") != standing[0] or standing[1] not in item["why"]:
        complain(f"{name}: {item}, not {standing}: {p.stderr.decode()}")
    for workers in ("2", "3"):
        if replay(path, "--workers", workers).stdout != p.stdout:
            complain(f"{name}: {workers} workers say something else")


with tempfile.TemporaryDirectory() as work:
    folder = pathlib.Path(work)
    kept, other = ("PASS", "64 of 64 SRTP packets"), ("SUSPECT", "not the operator's")
    for whose in (b"*", b"d4:2d:c5:10:00:36", b"192.168.10.36"):
        expect(folder, f"the right key of {whose}", line(whose, SECRET), kept)
    expect(folder, "one key of several", line(b"*", OTHER) + b"\n" + line(b"*", SECRET), kept)
    expect(folder, "another key", line(b"*", OTHER), other)
    expect(folder, "the key of another camera", line(b"192.168.10.37", OTHER), ("PASS", "cannot be told without it"))
    for options in (["--json"], ["--quiet", "--facts", "-"], ["--quiet", "--report", "-"], []):
        run("replay", "--debug", *options, "--policy", policy(folder, line(b"*", SECRET)), capture)
    if run("policy", "check", policy(folder, line(b"*", SECRET))).returncode != 0:
        complain("a good file of keys is refused")
    for mode in (0o644, 0o604, 0o660):
        p = run("policy", "check", policy(folder, line(b"*", SECRET), mode))
        if p.returncode == 0 or b"others may read or change these keys" not in p.stderr + p.stdout:
            complain(f"mode {mode:o} is taken")
    p = run("policy", "check", policy(folder, base64.b64encode(SECRET)))
    if p.returncode == 0 or b"keys.txt:2:1: " not in p.stderr + p.stdout:
        complain("a bad line is taken")
sys.exit(failed)
