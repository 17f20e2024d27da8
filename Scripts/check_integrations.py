"""Builds what needs libraries of others, with their tests, where those libraries are here.

    python3 Scripts/check_integrations.py
"""

import subprocess

from project.failure import Failure, run
from project.folders import ROOT
from project.progress import say
from project.system import has_library

# Each package under Integrations, and the library it needs by pkg-config's name.
PACKAGES = {"Pyodide": "javascriptcoregtk-4.1"}


def main() -> None:
    for name, library in PACKAGES.items():
        if not has_library(library):
            say(f"- Integrations/{name} is not built: {library} is not installed")
            continue
        command = ["swift", "build", "--package-path", f"Integrations/{name}", "--build-tests"]
        if subprocess.run(command, cwd=ROOT).returncode != 0:
            raise Failure(f"Integrations/{name} does not build.")
        say(f"✓ Integrations/{name} builds, with its tests")


run(main)
