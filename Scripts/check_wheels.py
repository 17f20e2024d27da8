"""Tries the packages of `Tests/Packages/programs.txt`, and writes the table of the guide.

    python3 Scripts/check_wheels.py [--keep] [--program PYGUEST] [NAME …]

Each program is run by `dist/bin/pyguest`, or by the one of `.build/debug` where there is none, with
wheels of pip's index as they are today. With names, or with `--keep`, the guide stays as it is.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile
import time

from project.failure import Failure, run
from project.folders import ROOT
from project.progress import say, seconds

PROGRAMS = ROOT / "Tests" / "Packages" / "programs.txt"
GUIDE = ROOT / "Sources" / "PythonGuest" / "PythonGuest.docc" / "Dependencies.md"
BEGIN, END = "<!-- what Scripts/check_wheels.py found -->", "<!-- as far as here -->"
CALLS = ["--timeout", "120s", "--error-format", "json"]


@dataclasses.dataclass
class Case:
    """A package with what is tried of it."""

    requirements: str
    lines: list[str]
    expected: str
    refusal: str

    @property
    def name(self):
        return self.requirements.split(",")[0]

    def source(self):
        wanted = ", ".join(json.dumps(each.strip()) for each in self.requirements.split(","))
        head = f"# /// script\n# dependencies = [{wanted}]\n# ///\n"
        body = "\n".join(self.lines[:-1])
        return f"{head}{body}\n\ndef tried() -> str:\n    return repr(({self.lines[-1]}))\n"


def cases():
    for block in PROGRAMS.read_text().split("\n== ")[1:]:
        first, *lines = block.strip().splitlines()
        last = lines.pop()
        sign, text = last[:2], last[2:]
        if sign not in ("= ", "! "):
            raise Failure(f"{first} in {PROGRAMS} does not end with what is expected.")
        yield Case(first, lines, text if sign == "= " else "", text if sign == "! " else "")


def program():
    for path in [ROOT / "dist" / "bin" / "pyguest", ROOT / ".build" / "debug" / "pyguest"]:
        if path.exists():
            return path
    raise Failure("there is no pyguest; run ./just release.")


def tried(case, pyguest):
    """A row of the table, and what is not as expected."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "tried.py"
        file.write_text(case.source())
        command = [pyguest, "call", file, "tried", *CALLS]
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode == 0:
            value = json.loads(answer.stdout)
            version = versions(pyguest, file).get(project(case.name), "")
            fault = None if value == case.expected else f"gave {value}, not {case.expected!r}"
            return row(case, version, "works"), fault
        error = json.loads(answer.stderr.splitlines()[-1])["error"]
        message = error["message"].removeprefix(f"{file}: ")
        is_expected = bool(case.refusal) and case.refusal in message
        return row(case, "", why(message)), None if is_expected else f"{error['code']}: {message}"


def project(requirement):
    return requirement.split("<")[0].split(">")[0].split("=")[0].strip()


def versions(pyguest, file):
    command = [pyguest, "inspect", file, "--format", "json", *CALLS]
    told = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    return {each["name"]: each["version"] for each in told["dependencies"]}


def why(message):
    """The beginning of a refusal, without the name of a file; or what it fails with."""
    if "Error: " in message:
        return f"fails: {message.partition('Error: ')[2]}"
    text = message.split(", which does not run")[0].split(" (")[0]
    advice = message.partition("run with ")[2]
    return text + (f": `{advice}`" if advice.startswith("--model") else "")


def row(case, version, result):
    shown = case.lines[-1].replace("|", "\\|")
    return f"| `{case.requirements}` | {version} | `{shown}` | {result} |"


def table(rows):
    head = ["| Package | Version | Tried | |", "|---|---|---|---|"]
    return "\n".join([BEGIN, "", *head, *rows, "", END])


def write(rows):
    text = GUIDE.read_text()
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    GUIDE.write_text(before + table(rows) + after)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=pathlib.Path, help="the pyguest to try them with")
    parser.add_argument("--keep", action="store_true", help="leave the guide as it is")
    parser.add_argument("names", nargs="*", help="of packages; without, all are tried")
    options = parser.parse_args()
    start = time.monotonic()
    pyguest = options.program or program()
    chosen = [case for case in cases() if not options.names or case.name in options.names]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda case: tried(case, pyguest), chosen))
    for case, (_, fault) in zip(chosen, found):
        say(f"{'✗' if fault else '✓'} {case.requirements}{': ' + fault if fault else ''}")
    faults = [fault for _, fault in found if fault]
    if faults:
        raise Failure(f"{len(faults)} packages of {len(chosen)} are not as expected.")
    if not options.names and not options.keep:
        write([line for line, _ in found])
    say(f"{len(chosen)} packages tried in {seconds(time.monotonic() - start)}.")


run(main)
