"""Sets up the model `component`: componentize-py, and a component that runs any source."""

import os
import shutil
import sys
import zipfile

from project import worker
from project.cache import entry, key_of, offer
from project.folders import ROOT, cache
from project.foreign import dependency, download
from project.progress import execute, step

PARTS = ROOT / "Guest" / "Component"
WORLD = ROOT / "wit" / "pyguest.wit"
SETTINGS = "FILE = SOURCE = None\nSTUBBED = False\n"


def componentize(folder, work):
    (work / "settings.py").write_text(SETTINGS)
    (work / "worker.py").write_text(worker.bundle())
    command = [
        sys.executable, "-B", folder / "bin" / "componentize-py", "--wit-path", folder / "wit",
        "--world", "program", "componentize", "--python-path", work, "--python-path",
        folder / "guest", "guest", "--output", folder / "generic.wasm",
    ]
    with step("Build a component that runs any source (about 20 seconds)"):
        execute(command, cache() / "logs" / "componentize.log",
                environment={"PYTHONPATH": str(folder), "VIRTUAL_ENV": ""})


def setup():
    def build(folder, work):
        wheel = download("componentize-py")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        (folder / "bin").mkdir()
        (folder / "bin" / "componentize-py").write_text(
            "from componentize_py import script\n\nscript()\n")
        (folder / "wit").mkdir()
        shutil.copyfile(WORLD, folder / "wit" / WORLD.name)
        shutil.copytree(PARTS, folder / "guest", ignore=shutil.ignore_patterns("__pycache__"))
        componentize(folder, work)

    parts = sorted(PARTS.glob("*.py"))
    key = key_of(dependency("componentize-py").sha256, WORLD, *parts, worker.bundle())
    offer(os.path.join("models", "component"), entry("component", key, build))
