"""Writes the table of speeds in the README from what `./just bench` measured last.

    python3 Scripts/speed_table.py
"""

import json

from project.failure import Failure, run
from project.folders import ROOT
from project.progress import say

REPORT = ROOT / ".build" / "bench.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- Written by ./just bench-readme -->\n", "<!-- To here -->\n"

# The groups that the table tells of, in its order.
GROUPS = ["columns", "programs", "threads", "queries", "starts", "instances"]


def number(value: float | None) -> str:
    """Three digits, or all before the point."""
    if value is None:
        return ""
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def row(figure: dict) -> str:
    numbers = [number(figure.get(name)) for name in ("value", "baseline", "ratio")]
    cells = [f"`{figure['name']}`: {figure['what']}", figure["unit"], *numbers]
    return "".join(f"| {cell} " if cell else "| " for cell in cells) + "|\n"


def table(groups: dict[str, list[dict]]) -> str:
    missing = [name for name in GROUPS if name not in groups]
    if missing:
        raise Failure(f"{', '.join(missing)} not measured: run ./just bench {' '.join(missing)}")
    rows = [row(figure) for name in GROUPS for figure in groups[name]]
    return "| | unit | ours | baseline | ratio |\n|---|---|---|---|---|\n" + "".join(rows)


def main() -> None:
    if not REPORT.exists():
        raise Failure("nothing was measured yet: run ./just bench")
    groups = json.loads(REPORT.read_text())["groups"]
    before, begin, rest = README.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Failure(f"README.md has no place for the table, between {BEGIN!r} and {END!r}.")
    README.write_text(before + begin + table(groups) + end + after)
    say("The README's table is what was measured last.")


run(main)
