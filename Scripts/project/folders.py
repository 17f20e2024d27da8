"""Folders of the project, and of the cache that checkouts share."""

import os
import pathlib

from project.failure import Failure

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPENDENCIES = ROOT / ".deps"
GUEST_BUILD = ROOT / ".build" / "guest"


def cache():
    """The folder for downloads and for what set-up builds.

    Programs in it are run, so it has to be the user's own, and closed to others.
    """
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = pathlib.Path(given) if os.path.isabs(given) else pathlib.Path.home() / ".cache"
    folder = base / "python-guest"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in (base, folder):
        check_own(part)
    return folder


def check_own(folder):
    """Refuses a folder that others own or can write to."""
    status = folder.stat()
    if status.st_uid not in (0, os.geteuid()):
        raise Failure(f"{folder} belongs to another user; set XDG_CACHE_HOME to a folder of yours.")
    if status.st_mode & 0o022:
        raise Failure(f"{folder} can be written by others. Run chmod go-w {folder}")
