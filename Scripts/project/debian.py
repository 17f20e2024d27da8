"""Files from Debian, without touching the machine's own package sources."""

import os
import pathlib
import re
import shutil

from project.failure import Failure
from project.folders import cache
from project.progress import execute

VARIABLES = "WASI_SYSROOT, CPYTHON_SOURCE and ZLIB_SOURCE"


def is_debian():
    try:
        text = pathlib.Path("/etc/os-release").read_text()
    except OSError:
        return False
    return bool(re.search(r"^ID=debian$", text, re.MULTILINE)) and bool(shutil.which("apt-get"))


def own_source():
    """URI and keyring of the archive that this machine already uses."""
    folder = pathlib.Path("/etc/apt/sources.list.d")
    for file in sorted(folder.glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", stanza, re.MULTILINE))
            uri = fields.get("URIs", "").split()
            if uri and uri[0].rstrip("/").endswith("/debian"):
                return uri[0], fields.get("Signed-By", "")
    for file in [pathlib.Path("/etc/apt/sources.list"), *sorted(folder.glob("*.list"))]:
        text = file.read_text() if file.exists() else ""
        for options, uri in re.findall(r"^deb\s+(\[.*?\])?\s*(\S+/debian/?)\s", text, re.MULTILINE):
            keyring = re.search(r"signed-by=([^\s\]]+)", options)
            return uri, keyring[1] if keyring else ""
    raise Failure(f"apt has no Debian archive configured. Add one, or set {VARIABLES}.")


def options(suite):
    """apt's options for a private list of one suite, written on the way."""
    folder = cache() / "apt" / suite
    for part in ["lists/partial", "cache/archives/partial", "parts"]:
        (folder / part).mkdir(parents=True, exist_ok=True)
    uri, keyring = own_source()
    source = folder / "debian.sources"
    lines = ["Types: deb deb-src", f"URIs: {uri}", f"Suites: {suite}", "Components: main"]
    if keyring:
        lines.append(f"Signed-By: {keyring}")
    source.write_text("\n".join(lines) + "\n")
    chosen = {
        "Dir::Etc::sourcelist": source,
        "Dir::Etc::sourceparts": folder / "parts",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "Acquire::Languages": "none",
    }
    if os.geteuid() == 0:
        chosen["APT::Sandbox::User"] = "root"
    return [word for name, value in chosen.items() for word in ("-o", f"{name}={value}")]


def fetch(wanted, folder):
    """Downloads a package, or its upstream source, into `folder`."""
    if not is_debian():
        raise Failure(
            f"{wanted.name} comes from Debian's archive, and this is not Debian. Set {VARIABLES} "
            "to folders of your own: a wasi-sdk, and the sources of CPython 3.13.5 and zlib."
        )
    chosen = options(wanted.suite)
    log = cache() / "logs" / f"fetch-{wanted.package}.log"
    lists = cache() / "apt" / wanted.suite / "lists"
    if not any(lists.glob("*Packages*")):
        execute(["apt-get", *chosen, "update"], log)
    how = ["source", "--download-only", "--tar-only"]
    command = how if wanted.source == "debian-source" else ["download"]
    execute(["apt-get", *chosen, *command, wanted.package], log, folder)


def unpack(package, folder):
    execute(["dpkg-deb", "-x", package, folder], cache() / "logs" / f"{package.stem}.log")


def forget():
    """Removes apt's lists, so that the next download starts from the archive's present state."""
    shutil.rmtree(cache() / "apt", ignore_errors=True)
