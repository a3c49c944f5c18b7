#!/usr/bin/env python3
"""The README is true: its picture is what the command prints, its commands exist; the links of each README lead somewhere, and
every command has its --help. readme.py SOURCE BUILD"""
import os, re, subprocess, sys
from pathlib import Path

source, build = sys.argv[1:3]
text = open(source + "/README.md").read()
failed = 0
for command, shown in re.findall(r"```console\n\$ build/release/camwarden (.*)\n(.*?)```", text, re.S):
    p = subprocess.run([build + "/camwarden", *command.split()], capture_output=True, text=True, cwd=source)
    if p.stdout != shown:
        print(f"`camwarden {command}` prints something else:\n{p.stdout}")
        failed = 1
if "```console" not in text:
    failed = 1


def is_there(folder, target):
    """A file or folder; behind a `#` one of its headings, as GitHub writes it."""
    path, _, heading = target.partition("#")
    path = os.path.join(folder, path)
    if not os.path.exists(path) or not heading:
        return os.path.exists(path)
    headings = re.findall(r"^#+ (.*)$", open(path).read(), re.M)
    return heading in [re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in headings]


folders = [p for p in Path(source).iterdir() if p.is_dir() and p.name != "build" and p.name[0] != "."]
for page in [*Path(source).glob("*.md"), *(page for folder in folders for page in folder.rglob("*.md"))]:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if not is_there(page.parent, target):
            print(f"{page.relative_to(source)} leads to {target}, which is not there")
            failed = 1
for program in ("demo", "check"):
    if f"./{program} " not in text or not os.access(os.path.join(source, program), os.X_OK):
        print(f"./{program} is not there")
        failed = 1
commands = re.findall(r"^(?:.*\| )?camwarden ([a-z]+)(.*?)(?:#.*)?$", text, re.M)
for name, options in commands:
    help_text = subprocess.run([build + "/camwarden", name, "--help"], capture_output=True, text=True)
    known = help_text.stdout + help_text.stderr
    for option in re.findall(r"--[a-z-]+", options):
        if option not in known:
            print(f"README.md uses {name} {option}, which --help does not know")
            failed = 1
for words in ([], *([name] for name, _ in commands), ["policy", "check"]):
    p = subprocess.run([build + "/camwarden", *words, "--help"], capture_output=True, text=True)
    if p.returncode != 0 or not p.stdout.startswith("Usage: camwarden"):
        print(f"camwarden {' '.join(words)} --help does not help")
        failed = 1
if len(text.splitlines()) > 100:
    print("README.md is longer than a hundred lines")
    failed = 1
sys.exit(failed)
