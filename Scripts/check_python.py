"""Checks the project's Python: style and common mistakes with ruff, types with mypy.

    python3 Scripts/check_python.py

Both come from the cache, and are fetched where they are missing. `ruff.toml` and `mypy.ini`
say what they look for.
"""

import os
import subprocess
import sys

from project import python_tools
from project.failure import Failure, run
from project.folders import ROOT
from project.progress import say

# Folders that are checked together, as a program or the guest has them, and how strictly.
UNTYPED = ["--allow-untyped-defs", "--allow-incomplete-defs", "--allow-untyped-calls"]
PARTS = {
    "Guest/Library": [],
    "Scripts": [*UNTYPED, "--allow-subclassing-any"],
    "Guest/Component": [*UNTYPED, "--allow-subclassing-any"],
    "Benchmarks/Python": ["--allow-untyped-decorators"],
    "Sources/PyGuestCommands/Dependencies": [*UNTYPED, "--allow-subclassing-any"],
    "examples/flights.py": [],
    "Integrations/Python/build_backend.py": [],
}
# Types of these are checked with the package that they import, by `check_package.py`.
BY_RUFF_ALONE = ["examples/functions"]


def check(name: str, command: list, **variables: str) -> None:
    environment = {**os.environ, **variables}
    if subprocess.run(command, cwd=ROOT, env=environment).returncode != 0:
        raise Failure(f"{name} found what is to be mended.")


def main() -> None:
    folder = python_tools.folder("python-tools", python_tools.RUFF_AND_MYPY)
    check("ruff", [folder / "ruff.program", "check", "--quiet", *PARTS, *BY_RUFF_ALONE])
    mypy = [sys.executable, "-P", "-m", "mypy", "--no-error-summary"]
    for part, options in PARTS.items():
        check("mypy", [*mypy, *options, part], PYTHONPATH=str(folder), MYPYPATH=part)
    say("✓ Python: style and types")


run(main)
