"""What the machine itself must have: found, installed, or asked for."""

import os
import shutil
import subprocess

from project import toolchain
from project.cache import locked
from project.failure import Failure
from project.folders import cache
from project.progress import execute, say, step

# What is looked for, and the Debian package that has it.
PROGRAMS = {"git": "git", "make": "make"}
HEADERS = {"sqlite3.h": "libsqlite3-dev", "zlib.h": "zlib1g-dev"}


def has_header(name):
    command = [toolchain.tool("clang"), "-fsyntax-only", "-include", name, "-x", "c", "-"]
    return subprocess.run(command, input=b"", capture_output=True).returncode == 0


def missing():
    programs = [package for name, package in PROGRAMS.items() if not shutil.which(name)]
    return programs + [package for name, package in HEADERS.items() if not has_header(name)]


def prepare():
    """Installs what everything needs and is missing, or says with which command to."""
    install(missing)


def install(missing):
    """Installs the packages that `missing` names until it names none; says how, where it cannot."""
    packages = missing()
    if not packages:
        return
    if shutil.which("apt-get") is None:
        raise Failure(f"Missing on this machine: {', '.join(packages)} (Debian's names).")
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise Failure(
            "Some packages are missing, and only root can install them. Run this, then set-up "
            f"again:\n\n    sudo apt-get update && sudo {' '.join(command)}\n"
        )
    log = cache() / "logs" / "apt-install.log"
    with locked(), step(f"Install {', '.join(packages)}"):
        execute(["apt-get", "update"], log)
        execute(command, log, environment={"DEBIAN_FRONTEND": "noninteractive"})
    still = missing()
    if still:
        raise Failure(f"Installed, and yet not found: {', '.join(still)}. See {log}.")
    say("  These stay installed; nothing else of the system was changed.")


def has_library(name):
    """Whether pkg-config knows a library by this name."""
    if shutil.which("pkg-config") is None:
        return False
    return subprocess.run(["pkg-config", "--exists", name]).returncode == 0
