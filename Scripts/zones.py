"""Writes the time zones of the IANA database as C.

    python3 zones.py FOLDER OUTPUT

FOLDER is the unpacked package `tzdata`. Writes `zones.bin`, the files of its zones one after
another, each once, and `zones.c`, the table of their names over it.
"""

import pathlib
import struct
import sys

MOST_BYTES = 1 << 16

TABLE = """#include "zones.h"

static const unsigned char files[] = {{
#embed "zones.bin"
}};

const struct zone zones[] = {{
{entries}}};

const size_t zone_count = sizeof zones / sizeof *zones;
"""


def check(name, data):
    """The guest reads these files without a look at their lengths."""
    offset = 0
    for width in (4, 8):
        magic, version, *counts = struct.unpack_from(">4sc15x6l", data, offset)
        utc, standard, leap, times, kinds, names = counts
        offset += 44 + times * (width + 1) + kinds * 6 + names + leap * (width + 4) + standard + utc
        if magic != b"TZif" or version < b"2" or kinds < 1:
            raise SystemExit(f"{name} is no file of zic's that the guest reads")
    footer = data[offset:]
    is_whole = footer[:1] == footer[-1:] == b"\n" and len(footer) > 2
    if not is_whole or leap or len(data) > MOST_BYTES:
        raise SystemExit(f"{name} has no rule for the time to come, or counts leap seconds")


def main():
    folder, output = map(pathlib.Path, sys.argv[1:])
    names = sorted((folder / "zones").read_text().split(), key=str.encode)
    contents, places, entries = b"", {}, ""
    for name in names:
        data = (folder / "zoneinfo" / name).read_bytes()
        check(name, data)
        if data not in places:
            places[data] = len(contents)
            contents += data
        entries += f'  {{"{name}", files + {places[data]}, {len(data)}}},\n'
    (output / "zones.bin").write_bytes(contents)
    (output / "zones.c").write_text(TABLE.format(entries=entries))


main()
