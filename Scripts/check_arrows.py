#!/usr/bin/env python3
"""Checks that files and folders depend on one another in one direction.

A file points to another of its target where it uses a type that the other declares. Circles of
files are faults, but for those in KNOWN; so are arrows against the order of folders in FOLDERS.
"""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]

# Circles that are meant, or parts of them, with the reason.
KNOWN = {
    "what has a memory, and what a memory is taken from": {
        "Wasmtime/Instance.swift",
        "Wasmtime/Memory.swift",
    },
    "a table is opened by its form, and the reader is made of one": {
        "Tables/CSVReader.swift",
        "Tables/TableInput.swift",
    },
    "formulas are told by CSV's quoting, which escapes them": {
        "Tables/CSVText.swift",
        "Tables/FormulaText.swift",
    },
    "the rule of conversion reads times, and refuses as they do": {
        "Tables/Conversion.swift",
        "Tables/ISO8601.swift",
    },
    "numbers are read fast, or digit by digit": {
        "Tables/DecimalText.swift",
        "Tables/NumberText.swift",
    },
    "a cell is made of a row, and a row's text is read in pieces of a cell's size": {
        "PyGuestCommands/SQL/ResultWriter.swift",
        "PyGuestCommands/SQL/TableWriter.swift",
    },
    "the registry offers a program beside this one, which asks it what is linked": {
        "PyGuestCommands/Models/ModelRegistry.swift",
        "PyGuestCommands/Models/SiblingProgram.swift",
    },
    "a model starts sessions of itself, and tells how it is set up": {
        "Models/Component/ComponentModel.swift",
        "Models/Component/ComponentProvider.swift",
        "Models/Component/ComponentTransport.swift",
    },
    "a warm session makes the memory that sessions start from": {
        "Models/Scientific/ScientificModel.swift",
        "Models/Scientific/ScientificParts.swift",
        "Models/Scientific/ScientificProvider.swift",
        "Models/Scientific/ScientificSession.swift",
        "Models/Scientific/WarmMemory.swift",
    },
    "a command is linked with doors that work on the state of one": {
        "Models/Stdio/CommandDoors.swift",
        "Models/Stdio/CommandState.swift",
        "Models/Stdio/WASICommand.swift",
    },
}

# Of a target, from the top down: a folder may use those behind it; "" is the target's own.
FOLDERS = {
    "Models": ("", "Py2wasm", "Component", "Scientific", "Stdio", "Shared", "Worker"),
    "PyGuestCommands": (
        *("", "Commands", "Options", "Dependencies", "SQL", "Mapping", "Models", "Input"),
        *("Reporting", "Process"),
    ),
}

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'#?""".*?"""#?|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_DECLARED = re.compile(
    r"^(?:(?:public|package|internal|final|indirect) )*"
    r"(?:struct|class|enum|actor|protocol|typealias) (\w+)",
    re.MULTILINE,
)
_NAME = re.compile(r"(?<![.\w])[A-Z]\w*")

Arrows = dict[str, dict[str, str]]


def names(text: str) -> set[str]:
    """What may be types in a source: in strings only what is put into them."""
    text = _COMMENT.sub("", text)
    inside = " ".join(re.findall(r"\\\(([^)]*)", text))
    return set(_NAME.findall(_STRING.sub('""', text) + " " + inside))


def arrows(target: pathlib.Path) -> Arrows:
    """For each file the files that it points to, with a type by which it does."""
    texts = {
        path.relative_to(target.parent).as_posix(): path.read_text()
        for path in sorted(target.rglob("*.swift"))
    }
    owners = {name: file for file, text in texts.items() for name in _DECLARED.findall(text)}
    return {
        file: {
            owners[name]: name
            for name in sorted(names(text))
            if name in owners and owners[name] != file
        }
        for file, text in texts.items()
    }


def circles(graph: Arrows) -> list[list[str]]:
    """Files that reach one another: the strongly connected parts of more than one file."""
    reached = {file: _reach(graph, file) for file in graph}
    found: dict[frozenset[str], None] = {}
    for file in graph:
        part = frozenset(other for other in reached[file] if file in reached[other])
        if len(part | {file}) > 1:
            found[part | {file}] = None
    return [sorted(part) for part in found if not any(part <= known for known in KNOWN.values())]


def _reach(graph: Arrows, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = collections.deque(graph[start])
    while waiting:
        file = waiting.popleft()
        if file not in seen:
            seen.add(file)
            waiting.extend(graph[file])
    return seen


def upward(graph: Arrows) -> list[str]:
    """Arrows that point to a folder above."""
    found = []
    for file, others in graph.items():
        order = FOLDERS.get(file.split("/")[0])
        for other, name in others.items() if order else ():
            here, there = (f.split("/")[1] if f.count("/") > 1 else "" for f in (file, other))
            if order and order.index(there) < order.index(here):
                found.append(f"{file} uses {name} of {other}, a folder above")
    return found


def main() -> int:
    faults = []
    for target in sorted(path for path in (ROOT / "Sources").iterdir() if path.is_dir()):
        graph = arrows(target)
        faults += upward(graph)
        for circle in circles(graph):
            faults.append("a circle of files:")
            for file in circle:
                uses = (f"{name} of {o}" for o, name in graph[file].items() if o in circle)
                faults.append(f"  {file} uses {', '.join(uses)}")
    for fault in faults:
        print(fault)
    if not faults:
        print("✓ Files and folders depend on one another in one direction")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
