"""Lays out `dist/`, a tree that runs wherever it is moved.

    bin/pyguest                    the program, with Swift's runtime and the system's libraries
    bin/pyguest-pyodide            the same with the model pyodide, where `./just pyodide` built it
    lib/libwasmtime.so             found by the program's relative path
    lib/pkgconfig, include         for Swift packages that depend on Python Guest
    share/pyguest/pyguest*.*wasm   the image, and its compiled forms
    share/pyguest/*.py             for interpreters of others, and for pip
    share/pyguest/*.whl            the module that functions import, for tests outside the sandbox
    share/pyguest/*.md             what `pyguest docs` prints
"""

import os
import shutil
import subprocess
import sys

from project import toolchain
from project.failure import Failure, run
from project.folders import DEPENDENCIES, ROOT
from project.progress import say

PAGE = "WritingFunctions.md"
FILES = [
    "pyguest.wasm", "pyguest.cwasm", "pyguest-memory.cwasm", "pyguest.sha256", "worker.py",
    "resolve.py", PAGE,
]
PYODIDE = ROOT / "Integrations" / "Pyodide" / ".build" / "release" / "pyguest-pyodide"


def strip(source, target):
    command = [toolchain.tool("llvm-objcopy"), "--strip-all", str(source), str(target)]
    subprocess.run(command, check=True)


def replace_folder(fresh, final):
    """Puts `fresh` in the place of `final`, which is never half written."""
    old = fresh.with_name(f"{final.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    fresh.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def check(tree, program):
    """The program must run, and look for nothing in this checkout."""
    if str(ROOT).encode() + b"/.deps" in program.read_bytes():
        raise Failure(f"{program.name} looks for libraries in {ROOT}/.deps.")
    command = [program, "inspect", ROOT / "examples" / "flights.py"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=tree)
    if answer.returncode != 0:
        raise Failure(f"dist/bin/{program.name} does not run:\n{answer.stderr}")


def build_package(folder):
    """The wheel of the module that functions import."""
    package = ROOT / "Integrations" / "Python"
    backend = "import build_backend, sys; build_backend.build_wheel(sys.argv[1])"
    command = [sys.executable, "-c", backend]
    variables = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*command, folder], check=True, env=variables)


def main():
    final, fresh = ROOT / "dist", ROOT / ".build" / "dist.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for part in ["lib", "include"]:
        shutil.copytree(DEPENDENCIES / "wasmtime" / part, fresh / part)
    for part in ["bin", "share/pyguest"]:
        (fresh / part).mkdir(parents=True)
    strip(ROOT / ".build" / "release" / "pyguest", fresh / "bin" / "pyguest")
    for name in FILES:
        shutil.copyfile(ROOT / ".build" / "image" / name, fresh / "share" / "pyguest" / name)
    build_package(fresh / "share" / "pyguest")
    check(fresh, fresh / "bin" / "pyguest")
    if PYODIDE.exists():
        strip(PYODIDE, fresh / "bin" / "pyguest-pyodide")
        check(fresh, fresh / "bin" / "pyguest-pyodide")
    replace_folder(fresh, final)
    size = sum(path.stat().st_size for path in final.rglob("*") if path.is_file())
    say(f"dist/bin/pyguest is ready ({size / 1e6:.0f} MB in all).")


run(main)
