"""The cache that checkouts share: each entry is built once, then never changed."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil

from project.folders import DEPENDENCIES, cache
from project.progress import say


class NotBuilt(Exception):
    """An entry is missing, and cannot be built without the lock."""


_may_build = False


@contextlib.contextmanager
def locked():
    """Lets this process build entries, and a second one wait until it has finished."""
    global _may_build
    if _may_build:
        yield
        return
    folder = cache()
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another set-up is running; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock.fileno(), True)
        _may_build = True
        try:
            yield
        finally:
            _may_build = False


def key_of(*parts):
    """A short name for everything an entry is made from; paths stand for their content."""
    state = hashlib.sha256()
    for part in parts:
        data = content(part) if isinstance(part, pathlib.Path) else str(part).encode()
        state.update(len(data).to_bytes(8) + data)
    return state.hexdigest()[:16]


def content(path):
    """A file's bytes; of a script, those that are no comment."""
    data = path.read_bytes()
    return re.sub(rb"(?m)^#.*\n", b"", data) if path.suffix == ".sh" else data


def entry(name, key, build):
    """The folder of an entry, made by `build(folder, work)` if it is not there.

    `folder` becomes the entry once `build` returns, so that an interrupted build
    leaves nothing behind that could be taken for one. `work` is for the build's
    own files. An entry holds its key in the file `key`.
    """
    final = cache() / f"{name}-{key}"
    if final.exists():
        return final
    if not _may_build:
        raise NotBuilt(name)
    work = cache() / "building" / f"{name}-{key}"
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "result"
    folder.mkdir(parents=True)
    build(folder, work)
    (folder / "key").write_text(key)
    folder.rename(final)
    shutil.rmtree(work, ignore_errors=True)
    return final


def offer(name, folder):
    """Makes `.deps/NAME` lead to a folder of the cache."""
    link = DEPENDENCIES / name
    if link.is_symlink() and os.readlink(link) == str(folder):
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder)
    fresh.replace(link)
