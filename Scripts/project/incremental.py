"""Commands that run only when what they depend on has changed."""

import hashlib

from project import toolchain
from project.folders import ROOT
from project.progress import execute, step


def files(folder, *patterns):
    return sorted(path for pattern in patterns for path in folder.rglob(pattern))


def digest(command, inputs):
    """Changes when the command, the compiler or the content of an input does."""
    state = hashlib.sha256("\0".join(map(str, [toolchain.version(), *command])).encode())
    for path in inputs:
        state.update(f"\0{path}\0{path.stat().st_size}\0".encode())
        state.update(path.read_bytes())
    return state.hexdigest()


def build(name, outputs, command, inputs, environment=None, key_words=None):
    """Runs the command unless all `outputs` were already made from the same inputs.

    The first output gives its name to the log and to the key kept beside it. `key_words` stand
    for the command where not all of it decides what is made.
    """
    first = outputs[0]
    mark = first.with_name(f"{first.name}.key")
    key = digest(command if key_words is None else key_words, inputs)
    made = all(output.exists() for output in outputs)
    if made and mark.exists() and mark.read_text() == key:
        return
    first.parent.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    with step(name):
        execute(command, first.with_name(f"{first.name}.log"), ROOT, environment)
    mark.write_text(key)
