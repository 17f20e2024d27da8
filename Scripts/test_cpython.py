"""Runs CPython's own tests on its source as it comes, and with the guest's patches.

    python3 Scripts/test_cpython.py [TEST …]

Both are built for this machine, with assertions, into `.build/cpython-tests`, and run the same
tests: those named, or those below. Fails where a test fails with the patches alone. It takes half
an hour on two idle cores; what was built before is used again while the patches stay the same.
"""

import pathlib
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from project import sources, toolchain
from project.cache import key_of
from project.failure import Failure, run
from project.folders import ROOT
from project.foreign import download, unpack
from project.progress import execute, say, step

FOLDER = ROOT / ".build" / "cpython-tests"
PATCHES = ROOT / "Guest" / "CPython" / "Patches"
SCRIPT = pathlib.Path(__file__).with_name("patch_cpython.sh")

# What the patches touch: numbers, memory, the interpreter's loop, its start and its end; and what
# uses most of those.
TESTS = """
    _interpreters array asyncgen asyncio atexit audit augassign binop bool builtin bytes call
    capi class cmath code collections compare compile complex context contextlib copy coroutines
    csv ctypes dataclasses datetime decimal defaultdict descr dict dictviews dis embed enum
    enumerate except_star exception_group exceptions faulthandler finalization float format
    fractions frame free_threading fstring functools gc generated_cases generators hash heapq
    import index inspect int int_literal interpreters io iter itertools json list listcomps long
    marshal math memoryview monitoring opcache operator optimizer ordered_dict patma pickle pow
    property raise random range re richcmp scope set slice sort sqlite3 statistics str strtod
    struct structseq super sys sys_setprofile sys_settrace thread threading trace tracemalloc
    tuple types typing unpack weakref with yield_from zlib
"""


def prepare(name, patches):
    """A folder with CPython built from its source with patches."""
    work = FOLDER / name
    key = key_of(SCRIPT, *patches, toolchain.version())
    mark = work / "key"
    if mark.exists() and mark.read_text() == key:
        return work
    shutil.rmtree(work, ignore_errors=True)
    for part in ("patches", "build"):
        (work / part).mkdir(parents=True)
    for patch in patches:
        shutil.copyfile(patch, work / "patches" / patch.name)
    log = FOLDER / f"{name}.log"
    with step(f"Build CPython, {name}"):
        unpack(download("CPython"), work / "plain")
        if patches:
            given = {"SOURCE": str(work / "plain"), "PATCHES": str(work / "patches")}
            execute(["sh", SCRIPT], log, work, given)
        else:
            (work / "plain").rename(work / "source")
        options = [f"CC={toolchain.tool('clang')}", "OPT=-O1 -Wall", "--with-assertions"]
        configure = ["../source/configure", *options, "--without-ensurepip"]
        execute(configure, log, work / "build")
        execute(["make", f"-j{sources.jobs()}"], log, work / "build")
    mark.write_text(key)
    return work


def results(work, tests):
    """What each test ended with, by its name."""
    report, log = work / "report.xml", work / "tests.log"
    command = [
        "./python", "-m", "test", f"-j{sources.jobs()}", "--timeout", "600",
        "--junit-xml", report, *tests,
    ]
    with step(f"Test CPython, {work.name}"), log.open("wb") as output:
        # Failing tests are the result. Those of interruptions need signals as they are at first.
        subprocess.run(
            command, cwd=work / "build", stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, check=False,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    if not report.exists():
        raise Failure(f"CPython's tests did not end; see {log}.")
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 (written just now)
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        found[case.get("name")] = " ".join(sorted(kinds)) or "passed"
    return found


def main():
    tests = sys.argv[1:] or [f"test_{name}" for name in TESTS.split()]
    FOLDER.mkdir(parents=True, exist_ok=True)
    builds = [prepare("plain", []), prepare("patched", sorted(PATCHES.glob("*.patch")))]
    plain, patched = (results(work, tests) for work in builds)
    say(f"{len(plain)} tests plain, {len(patched)} patched")
    worse = 0
    for name in sorted(plain.keys() | patched.keys()):
        before, after = plain.get(name, "absent"), patched.get(name, "absent")
        if before != after:
            say(f"  {name}: {before} plain, {after} patched")
        worse += after not in ("passed", "skipped", before)
    if worse:
        raise Failure(f"{worse} tests fail with the patches alone.")


run(main)
