"""Folders of the project, and of the cache that checkouts share."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPENDENCIES = ROOT / ".deps"
GUEST_BUILD = ROOT / ".build" / "guest"


def cache():
    """The folder for downloads and for what set-up builds."""
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base).absolute() / "python-guest"
