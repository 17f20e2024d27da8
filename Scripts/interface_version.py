"""Checks that a change of the guest interface came with a new version.

    python3 Scripts/interface_version.py [--record]

`interface_versions.json` holds, for each version, the hash of the code in
Sources/GuestInterface, comments and layout left out.
"""

import argparse
import hashlib
import json
import re

from project.failure import Failure, run
from project.folders import ROOT
from project.progress import say

FOLDER = ROOT / "Sources" / "GuestInterface"
RECORD = ROOT / "Scripts" / "interface_versions.json"


def version():
    text = (FOLDER / "InterfaceVersion.swift").read_text()
    found = re.search(r"let interfaceVersion: UInt32 = (\d+)", text)
    if not found:
        raise Failure("InterfaceVersion.swift does not say `let interfaceVersion: UInt32 = …`.")
    return found[1]


def code_hash():
    words = []
    for path in sorted(FOLDER.glob("*.swift")):
        code = re.sub(r"//.*", "", path.read_text())
        words += [path.name, *code.split()]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="record a new version")
    options = parser.parse_args()
    known = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    number, current = version(), code_hash()
    if options.record and number not in known:
        known[number] = current
        RECORD.write_text(json.dumps(known, indent=2) + "\n")
    if number not in known:
        raise Failure(
            f"Version {number} of the guest interface is not recorded. Run "
            "`python3 Scripts/interface_version.py --record`."
        )
    if known[number] != current:
        raise Failure(
            f"Sources/GuestInterface changed, and its version is still {number}. Raise the "
            "number in InterfaceVersion.swift, then run "
            "`python3 Scripts/interface_version.py --record`."
        )
    say(f"✓ Guest interface, version {number}")


run(main)
