#!/usr/bin/env python3
"""Every row of the guide has what it needs: section, level and remedy; unit tests that show it broken, kept, and each of its
traps; a capture that breaks it, one that keeps it, and one that must stay quiet. The list is tests/guide/rows. And every camera of
every capture stands as pcaps/verdicts says: the golden files of alerts do not show what is kept.

  guide_rows.py SOURCE BUILD [--bless]     --bless writes pcaps/verdicts"""

import collections
import difflib
import json
import pathlib
import re
import subprocess
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
bless = sys.argv[3:] == ["--bless"]
camwarden = build / "camwarden"
failures = []

KEPT = {"PASS", "LIKELY_OK"}
NEVER_PASSES = {"3.2.3", "3.6", "5.3"}  # the guide's rows of which a wire shows at most that they are likely kept


def check(ok, what):
    if not ok:
        print("FAILED  " + what)
        failures.append(what)


def text(path):
    return (source / path).read_text(encoding="utf-8")


def rows():
    """number -> kind -> what stands behind it"""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for line in text("tests/guide/rows").splitlines():
        if line and not line.startswith("#"):
            number, kind, what = line.split(maxsplit=2)
            found[number][kind].append(what)
    return found


def items():
    """number -> whether it judges, in the order of rules.def"""
    kinds = re.findall(r"^(ITEM|LISTED)\((\w+)\)", text("rules/rules.def"), re.M)
    listed = text("rules/not_judged.c")
    found = {}
    for kind, name in kinds:
        about = text(f"rules/{name}.c") if kind == "ITEM" else listed[listed.index(f"struct item {name}_item"):]
        found[re.search(r'\.number = "([0-9.]+)"', about).group(1)] = kind == "ITEM"
    return found


def tests():
    """Every unit test as suite.name"""
    every = set()
    for path in (source / "tests/unit").glob("test_*.c"):
        every |= {f"{suite}.{name}" for suite, name in
                  re.findall(r"^Test\((\w+),\s*(\w+)", path.read_text(encoding="utf-8"), re.M)}
    return every


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=120, check=False)


def standing(name, camera):
    """One line: how a camera of a capture stands where anything was seen"""
    seen = [f"{number}:{row['verdict']}" for number, row in camera["items"].items()
            if row["verdict"] not in ("UNKNOWN", "NOT_OBSERVABLE")]
    return " ".join([name, camera["camera"]["id"], *sorted(seen, key=lambda s: [int(n) for n in s.split(":")[0].split(".")])])


def verdicts():
    """capture -> number -> the verdicts of its cameras; and how each camera stands, line by line"""
    found, lines = {}, []
    for path in sorted((source / "pcaps").iterdir()):
        if path.suffix not in (".pcap", ".pcapng"):
            continue
        policy = path.with_name(path.stem + ".policy.yaml")
        done = run(camwarden, "replay", "--quiet", "--json", *(["--policy", policy] if policy.exists() else []), path)
        here = found[path.stem] = collections.defaultdict(set)
        for camera in json.loads(done.stdout)["cameras"]:
            lines.append(standing(path.stem, camera))
            for number, row in camera["items"].items():
                here[number].add(row["verdict"])
    return found, lines


def check_standings(lines):
    kept = source / "pcaps/verdicts"
    if bless:
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    expected = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    for line in difflib.unified_diff(expected, lines, "pcaps/verdicts", "now", n=0, lineterm=""):
        print(line)
    check(lines == expected, "every camera stands as pcaps/verdicts says; if what it does now is right, build the target `bless`")


def check_explained(number):
    page = run(camwarden, "explain", number)
    check(page.returncode == 0, f"{number}: camwarden explain knows it")
    for words in (f"{number} ", "  recommended: ", "  level:       ", "What it means\n  ", "How it is judged\n  ",
                  "How to change it\n  "):
        check(words in page.stdout, f"{number}: camwarden explain tells '{words}'")


def check_never(number, row, seen):
    check(list(row) == ["NEVER"], f"{number}: says why it is never seen, and nothing else")
    check(all(v[number] <= {"NOT_OBSERVABLE"} for v in seen.values()), f"{number}: is NOT_OBSERVABLE everywhere")


def check_judged(number, row, every_test, seen):
    kept = "LIKELY" if number in NEVER_PASSES else "PASS"
    for kind in ("FAIL", kept, "TRAP", "CAPTURE"):
        check(row[kind], f"{number}: tests/guide/rows has a line '{number} {kind} ...'")
    for what in row["FAIL"] + row["PASS"] + row["LIKELY"] + row["TRAP"]:
        check(what.split()[0] in every_test, f"{number}: there is the unit test {what.split()[0]}")
    for what in row["TRAP"]:
        check(len(what.split()) > 1, f"{number}: says what the trap {what} is")
    for capture in row["CAPTURE"]:
        check(capture in seen and seen[capture][number] and "FAIL" not in seen[capture][number],
              f"{number}: {capture} has a camera and does not break it: {seen.get(capture, {}).get(number)}")
    check(any("FAIL" in v[number] for v in seen.values()), f"{number}: a capture of pcaps/ breaks it")
    check(any(KEPT & v[number] for v in seen.values()), f"{number}: a capture of pcaps/ keeps it")


def main():
    listed, judged, every_test = rows(), items(), tests()
    seen, lines = verdicts()
    check_standings(lines)
    if bless:
        return
    check(set(listed) == set(judged), f"tests/guide/rows has all items and no others: {set(listed) ^ set(judged)}")
    for number, judges in judged.items():
        check_explained(number)
        if judges:
            check_judged(number, listed[number], every_test, seen)
        else:
            check_never(number, listed[number], seen)
    print(f"{len(judged)} rows, {len(seen)} captures, {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
