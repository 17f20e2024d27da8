"""Foreign programs that are built from source: where that is, and how their builds are called."""

import os

from project import toolchain
from project.folders import cache
from project.foreign import dependency, download, supplied, unpack
from project.progress import execute, step


def jobs():
    return str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)


def find(name, variable):
    """A folder of sources: the user's own, or unpacked for this set-up."""
    unpacked = cache() / "building" / f"{name}-source-{dependency(name).sha256[:16]}"
    own = supplied(variable)
    if own or unpacked.exists():
        return own or unpacked
    archive = download(name)
    with step(f"Unpack {name}"):
        return unpack(archive, unpacked)


def key(name, variable):
    """What a key in the cache says of a folder of sources."""
    own = supplied(variable)
    return f"{own} {own.stat().st_mtime_ns}" if own else dependency(name).sha256


def build(script, name, work, environment):
    """Runs a script of a build, with the toolchain's programs before all others."""
    tools = f"{toolchain.folder()}{os.pathsep}{os.environ['PATH']}"
    log = cache() / "logs" / f"{name}.log"
    execute(["sh", script], log, work, {"PATH": tools, "JOBS": jobs(), **environment})
