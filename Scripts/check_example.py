"""Builds and runs `examples/embedding`, which depends on this package by version.

    python3 Scripts/check_example.py

The checkout as it stands becomes a version in a repository of its own under `.build/example`,
since SwiftPM judges a package that is depended on by version more strictly than one by path.
Needs the image in `.build/image`.
"""

import os
import pathlib
import shutil
import subprocess

from project.failure import Failure, run
from project.folders import DEPENDENCIES, ROOT
from project.progress import say

FOLDER = ROOT / ".build" / "example"
REPOSITORY = FOLDER / "python-guest"
EXAMPLE = FOLDER / "embedding"
WASMTIME = DEPENDENCIES / "wasmtime" / "lib"

PROMISED = """\
float64(120.0)
null
float64(71.28)
python_exception row 1 ValueError: no rate for FR
"""

# Commits made of the same files are the same, so that nothing is built again.
AUTHOR = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "check"), ("EMAIL", "check@localhost"), ("DATE", "@0 +0000"))
}


def git(*words: str | os.PathLike[str]) -> str:
    answer = subprocess.run(
        ["git", f"--git-dir={REPOSITORY}", *words], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, **AUTHOR, "GIT_WORK_TREE": str(ROOT)},
    )
    if answer.returncode != 0:
        raise Failure(f"git {words[0]} failed:\n{answer.stderr}")
    return answer.stdout.strip()


def release() -> str:
    """Makes a version of the files that git would take, and tells its number."""
    if not REPOSITORY.exists():
        REPOSITORY.mkdir(parents=True)
        git("init", "--quiet", "--initial-branch=main")
    git("add", "--all")
    tree = git("write-tree")
    version = f"1.0.0-check.t{tree}"
    git("tag", "--force", version, git("commit-tree", tree, "-m", "The checkout as it stands"))
    return version


def execute(command: list[str | os.PathLike[str]], **variables: str) -> str:
    answer = subprocess.run(
        command, cwd=EXAMPLE, capture_output=True, text=True, env={**os.environ, **variables}
    )
    if answer.returncode != 0:
        raise Failure(f"examples/embedding: {command[0]} failed:\n{answer.stdout}{answer.stderr}")
    return answer.stdout


def copy_example() -> None:
    """SwiftPM writes down which version it took: into a copy."""
    source = ROOT / "examples" / "embedding"
    (EXAMPLE / "Package.resolved").unlink(missing_ok=True)
    for path in source.rglob("*.swift"):
        target = EXAMPLE / path.relative_to(source)
        if ".build" in target.relative_to(EXAMPLE).parts:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != path.read_bytes():
            shutil.copyfile(path, target)


def main() -> None:
    version = release()
    copy_example()
    execute(
        ["swift", "build", "--security-path", FOLDER / "security"],
        PYTHON_GUEST_URL=REPOSITORY.as_uri(), PYTHON_GUEST_VERSION=version,
        PKG_CONFIG_PATH=str(WASMTIME / "pkgconfig"),
    )
    program: pathlib.Path = EXAMPLE / ".build" / "debug" / "embedding"
    answer = execute(
        [program], LD_LIBRARY_PATH=str(WASMTIME), PYGUEST_IMAGE=str(ROOT / ".build" / "image")
    )
    if answer != PROMISED:
        raise Failure(f"examples/embedding printed\n{answer}in place of\n{PROMISED}")
    say("✓ examples/embedding, which depends on this package by version")


run(main)
