#!/usr/bin/env python3
"""Every trick of tests/evasion on some of the lab captures: each camera stands as without it, and the trick is told.

  evasion.py SOURCE BUILD

The whole matrix, every trick on every capture, is tests/evasion/matrix BUILD."""

import importlib.machinery
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    jsonschema = None

EACH = 3  # captures a trick
# Of every kind of conversation one: HTTP, RTSP with its media, IPv6, TLS, FTP with its data, SNMP, SOAP, mail, IPv4 only by UDP
CAPTURES = ("http_basic", "rtsp_basic_interleaved", "http_ipv6", "https_weak_certificate", "ftp_server_passive",
            "snmp_v2c_public", "onvif_open", "smtp_plain", "easyip_set_late")

source, build = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
loader = importlib.machinery.SourceFileLoader("matrix", str(source / "tests/evasion/matrix"))
matrix = importlib.util.module_from_spec(importlib.util.spec_from_loader("matrix", loader))
sys.dont_write_bytecode = True
loader.exec_module(matrix)


def chosen(lab, name, turn):
    """EACH of the captures in which the trick has something to change, others for each trick"""
    found = []
    for i in range(len(CAPTURES)):
        stem = CAPTURES[(turn + i) % len(CAPTURES)]
        if len(found) < EACH and matrix.tricks.play(name, lab.packets[stem]) != lab.plain[stem]:
            found.append(stem)
    return found


def invalid_lines(lab):
    """Every anomaly, in both styles, against Suricata's schemas where these are"""
    schemas = source.parent / "shared" / "eve-schema"
    if jsonschema is None or not schemas.is_dir():
        print("not held against the schemas: they, or python3-jsonschema, are not here")
        return 0
    styles = {"7": ["eve-schema-7.0.10.json"], "8": ["eve-schema-8.0.6.json", "eve-schema.json"]}
    wrong = 0
    for style, names in styles.items():
        validators = [jsonschema.Draft7Validator(json.loads((schemas / n).read_text(encoding="utf-8"))) for n in names]
        for name in ("overlapped_late", "fragments_overlapped", "inserted_low_ttl"):
            capture = lab.folder / "one.pcap"
            matrix.wire.write(capture, matrix.wire.ETHERNET, matrix.tricks.play(name, lab.packets["http_ipv6"]))
            done = subprocess.run([build / "camwarden", "replay", "--quiet", "--eve", "-", "--eve-compat", style, capture],
                                  capture_output=True, text=True, check=True)
            told = [json.loads(line) for line in done.stdout.splitlines() if '"anomaly"' in line]
            problems = [e.message for v in validators for line in told for e in v.iter_errors(line)]
            print(f"style {style}, {name}: {len(told)} anomalies, {problems or 'valid'}")
            wrong += bool(problems) + (not told)
    return wrong


def main():
    missed = 0
    known, used = matrix.reasons(), set()
    with tempfile.TemporaryDirectory() as folder:
        lab = matrix.Lab(build / "camwarden", pathlib.Path(folder))
        for path in matrix.captures():
            if path.stem in CAPTURES:
                lab.load(path)
        missed += invalid_lines(lab)
        for turn, name in enumerate(matrix.tricks.TRICKS):
            stems = chosen(lab, name, turn)
            for stem in stems:
                what, said = matrix.judge(lab, name, stem, (known, used))
                missed += what == "missed"
                print("\n".join([f"{what:10} {name} {stem}", *said]))
    print(f"{missed} missed")
    return 1 if missed else 0


sys.exit(main())
