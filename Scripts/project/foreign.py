"""Foreign files: named in dependencies.json, fetched, and checked."""

import dataclasses
import hashlib
import json
import os
import pathlib
import platform
import shutil
import sys
import tempfile

from project import debian
from project.failure import Failure
from project.folders import ROOT, cache
from project.progress import execute, step


@dataclasses.dataclass(frozen=True)
class Dependency:
    """One entry of dependencies.json that is a file."""

    name: str
    version: str
    licence: str
    source: str
    package: str
    file: str
    sha256: str
    suite: str = ""


def dependency(name):
    for entry in json.loads((ROOT / "dependencies.json").read_text()):
        if entry["name"] == name:
            return Dependency(**entry)
    raise Failure(f"dependencies.json has no {name}.")


def sha256(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download(name):
    """The path of a dependency's file in the cache, fetched if it is not there."""
    wanted = dependency(name)
    path = cache() / "downloads" / wanted.file
    if path.exists() and sha256(path) == wanted.sha256:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    made = tempfile.TemporaryDirectory(dir=path.parent, prefix=".fetch-")
    with step(f"Fetch {wanted.name} {wanted.version}"), made as name:
        folder = pathlib.Path(name)
        fetch = from_pypi if wanted.source == "pypi" else debian.fetch
        fetch(wanted, folder)
        check(wanted, folder / wanted.file)
        (folder / wanted.file).replace(path)
    return path


def check(wanted, path):
    if not path.exists():
        found = ", ".join(sorted(p.name for p in path.parent.iterdir())) or "nothing"
        raise Failure(
            f"{wanted.file} is not what {wanted.source} offers for {wanted.package} here "
            f"({platform.system()} {platform.machine()}); it gave {found}."
        )
    actual = sha256(path)
    if actual != wanted.sha256:
        raise Failure(
            f"{wanted.file} is not the file that dependencies.json names: its sha256 is "
            f"{actual}, not {wanted.sha256}. Nothing of it was used."
        )


def from_pypi(wanted, folder):
    """pip refuses what has another hash."""
    requirements = folder / "requirements.txt"
    requirements.write_text(
        f"{wanted.package}=={wanted.version} --hash=sha256:{wanted.sha256}\n"
    )
    kind = "--only-binary" if wanted.file.endswith(".whl") else "--no-binary"
    command = [
        sys.executable, "-P", "-m", "pip", "download", "--disable-pip-version-check",
        "--no-cache-dir", "--no-deps", "--require-hashes", kind, wanted.package,
        "--requirement", requirements, "--dest", folder,
    ]
    execute(command, cache() / "logs" / f"fetch-{wanted.package}.log",
            environment={"TMPDIR": str(folder)})


def supplied(variable):
    """The folder that an environment variable names, or None."""
    value = os.environ.get(variable)
    if not value:
        return None
    path = pathlib.Path(value).expanduser().resolve()
    if not path.is_dir():
        raise Failure(f"{variable} names {value}, which is not a folder.")
    return path


def unpack(archive, folder):
    """Unpacks an archive's only folder as `folder`."""
    inside = folder.parent / f"{folder.name}.unpacked"
    shutil.rmtree(inside, ignore_errors=True)
    if not has_filter():
        raise Failure("this Python unpacks archives without a look at what is in them; update it.")
    shutil.unpack_archive(archive, inside, filter="data")
    next(inside.iterdir()).rename(folder)
    inside.rmdir()
    return folder


def has_filter():
    """Python 3.11 got the filter that keeps files in the folder in a later patch release."""
    import tarfile

    return hasattr(tarfile, "data_filter")
