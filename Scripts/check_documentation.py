"""Builds the guides and the reference of the library; a warning is an error.

    python3 Scripts/check_documentation.py

Needs the library's modules in `.build/debug`. What is made lies in `.build/documentation`.
"""

import json
import os
import shutil
import subprocess

from project import toolchain
from project.failure import Failure, run
from project.folders import DEPENDENCIES, ROOT
from project.progress import say

MODULE = "PythonGuest"
CATALOGUE = ROOT / "Sources" / MODULE / f"{MODULE}.docc"
OUTPUT = ROOT / ".build" / "documentation"


def execute(*command: str | os.PathLike[str]) -> None:
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode != 0:
        raise Failure(f"the documentation does not build:\n{answer.stdout}{answer.stderr}")


def main() -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    symbols = OUTPUT / "symbols"
    symbols.mkdir(parents=True)
    execute(
        toolchain.tool("swift-symbolgraph-extract"), "-module-name", MODULE,
        "-target", toolchain.information()["target"]["triple"],
        "-I", ROOT / ".build" / "debug" / "Modules",
        "-I", ROOT / "Sources" / "CWasmtime", "-I", ROOT / "Sources" / "CMemoryFile",
        "-I", ROOT / "Sources" / "CArrow",
        "-I", ROOT / ".build" / "debug" / "CPlatform.build",
        "-I", DEPENDENCIES / "wasmtime" / "include",
        "-minimum-access-level", "public", "-output-dir", symbols,
    )
    pages = OUTPUT / MODULE
    execute(
        toolchain.tool("docc"), "convert", CATALOGUE, "--additional-symbol-graph-dir", symbols,
        "--output-path", pages, "--fallback-display-name", MODULE,
        "--fallback-bundle-identifier", MODULE, "--warnings-as-errors",
    )
    index = json.loads((pages / "index" / "index.json").read_text())
    say(f"✓ Documentation of {', '.join(index['interfaceLanguages'])}, without a warning")


run(main)
