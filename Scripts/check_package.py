"""Builds the package `pyguest`, and checks and tests the example that uses it as its readers would.

    python3 Scripts/check_package.py

The package is built with pip and without a network, and installed with pytest into an environment
of its own under `.build/package`; there mypy and pyright read the example strictly, and pytest runs
its tests. Then `pyguest check`, which has to be in `.build/debug`, says that the sandbox offers all
of it.
"""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

from project import python_tools
from project.failure import Failure, run
from project.folders import ROOT
from project.foreign import download
from project.progress import say

PACKAGE = ROOT / "Integrations" / "Python"
EXAMPLE = ROOT / "examples" / "functions"
FOLDER = ROOT / ".build" / "package"
DEBUG = ROOT / ".build" / "debug"


def execute(what: str, command: list[str | Path], **variables: str) -> str:
    answer = subprocess.run(
        command, cwd=EXAMPLE, capture_output=True, text=True, env={**os.environ, **variables}
    )
    if answer.returncode != 0:
        raise Failure(f"{what} failed:\n{answer.stdout}{answer.stderr}")
    return answer.stdout


def build() -> Path:
    """The wheel; a distribution of the sources has to make the same."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    pip: list[str | Path] = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index"]
    pip += ["--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--no-cache-dir"]
    execute("Integrations/Python", [*pip, PACKAGE, "--wheel-dir", FOLDER])
    backend = "import build_backend, sys; print(build_backend.build_sdist(sys.argv[1]))"
    made = execute(
        "Integrations/Python", [sys.executable, "-c", backend, FOLDER],
        PYTHONPATH=str(PACKAGE), PYTHONDONTWRITEBYTECODE="1",
    )
    execute("the source distribution", [*pip, FOLDER / made.strip(), "-w", FOLDER / "again"])
    [wheel] = FOLDER.glob("*.whl")
    if wheel.read_bytes() != (FOLDER / "again" / wheel.name).read_bytes():
        raise Failure("The wheel of Integrations/Python and that of its sources differ.")
    return wheel


def install(*wheels: Path) -> Path:
    """The Python of an environment that has these packages."""
    environment = FOLDER / "environment"
    venv.create(environment, with_pip=False)
    [packages] = environment.glob("lib/python*/site-packages")
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages)
    return environment / "bin" / "python"


def check_version(program: Path) -> None:
    package = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]["version"]
    own = execute("pyguest", [program, "--version"]).strip()
    if own != package:
        raise Failure(f"pyguest is {own}, and its package {package}: they have one version.")


def main() -> None:
    python = install(build(), *map(download, python_tools.PYTEST))
    mypy = python_tools.folder("python-tools", python_tools.RUFF_AND_MYPY)
    execute(
        "mypy",
        [sys.executable, "-P", "-m", "mypy", "--python-executable", python, "--cache-dir",
         ROOT / ".build" / "mypy-example", "."],
        PYTHONPATH=str(mypy),
    )
    pyright = python_tools.folder("pyright", python_tools.PYRIGHT)
    if node := shutil.which("node"):
        execute("pyright", [node, pyright / "pyright/dist/index.js", "--pythonpath", python])
    else:
        say("- pyright does not read examples/functions: node is not installed")
    execute(
        "pytest", [python, "-m", "pytest", "--quiet", "-p", "no:cacheprovider"],
        PYTHONDONTWRITEBYTECODE="1",
    )
    program = DEBUG / "pyguest"
    check_version(program)
    execute("pyguest check", [program, "check", "orders.py"])
    say("✓ examples/functions, with the package of Integrations/Python")


run(main)
