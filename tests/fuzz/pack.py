"""Many small inputs in one file: of each its length, 4 bytes little-endian, and then itself. replay.c reads it, too.

pack.py list FILE.pack | pack.py unpack FILE.pack FOLDER | pack.py pack FOLDER FILE.pack"""
import os, struct, sys


def read(path):
    units, at = [], 0
    data = open(path, "rb").read() if os.path.exists(path) else b""
    while at < len(data):
        (n,) = struct.unpack_from("<I", data, at)
        units.append(data[at + 4:at + 4 + n])
        at += 4 + n
    return units


def write(path, units, most=1 << 30):
    """The first ones, as many as there is room for. How many, and how large the file is; none: no file."""
    out, kept = b"", 0
    for unit in units:
        if len(out) + 4 + len(unit) <= most:
            out += struct.pack("<I", len(unit)) + unit
            kept += 1
    if kept:
        with open(path, "wb") as f:
            f.write(out)
    elif os.path.exists(path):
        os.remove(path)
    return kept, len(out)


def main(do, *where):
    if do == "list":
        for i, unit in enumerate(read(where[0])):
            print(i, len(unit), unit[:40])
    elif do == "unpack":
        os.makedirs(where[1], exist_ok=True)
        for i, unit in enumerate(read(where[0])):
            with open(f"{where[1]}/{i}", "wb") as f:
                f.write(unit)
    elif do == "pack":
        files = sorted(os.listdir(where[0]))
        print(*write(where[1], [open(f"{where[0]}/{n}", "rb").read() for n in files]))


if __name__ == "__main__":
    main(*sys.argv[1:])
