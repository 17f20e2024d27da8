"""Runs examples/flights.sql, with the functions of examples/flights.py, and times it.

    python3 Scripts/demo.py
"""

import os
import subprocess
import sys
import time

from project.failure import run
from project.folders import DEPENDENCIES, ROOT
from project.progress import say

FLIGHTS = 336_776


def main():
    data, examples = DEPENDENCIES / "data", ROOT / "examples"
    command: list[str | os.PathLike[str]] = [
        ROOT / "dist" / "bin" / "pyguest", "sql",
        "--load", f"flights={data / 'flights.csv'}",
        "--load", f"airports={data / 'airports.csv'}",
        "--null", "NA", "--python", examples / "flights.py", (examples / "flights.sql").read_text(),
    ]
    start = time.monotonic()
    status = subprocess.run(command).returncode
    duration = time.monotonic() - start
    if status != 0:
        sys.exit(status)
    say(
        f"\n{FLIGHTS:,} flights loaded and queried in {duration:.1f} s: "
        f"{FLIGHTS / duration:,.0f} rows a second."
    )


run(main)
