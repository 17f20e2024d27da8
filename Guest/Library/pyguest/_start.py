"""What happens once in an image, and once in each of its instances."""

import gc
import importlib
import random
import sys
import time

from . import _warm

# Imported before the snapshot, so that a program's imports of them cost nothing.
_OWN = (
    *("_aggregates", "_failures", "_json", "_kinds", "_loops", "_packages", "_program"),
    *("_signatures", "_tables", "_types", "_wheels"),
)

# What only the guest's interpreter has.
_OWN_MODULE = "_pyguest"


def warm() -> tuple:
    """Imports what programs usually import, and settles what the snapshot will hold.

    The answer is what each new instance renews: the generator behind `random`'s functions, what
    seeds it, and `logging`, which remembers when it started. They are handed out here so that
    renewing has nothing to look for, and touches little of an instance's memory.
    """
    for name in (*_warm.MODULES, *(f"pyguest.{name}" for name in _OWN)):
        importlib.import_module(name)
    if _OWN_MODULE in sys.builtin_module_names:
        importlib.import_module("pyguest._standard").install()
    from . import _loops

    for arguments in range(9):
        _loops.make(print, arguments)
    generator = random._inst
    renewed = generator, super(random.Random, generator).seed, sys.modules["logging"]
    sys.path_importer_cache.clear()
    gc.collect()
    gc.freeze()
    return renewed


def apply_environment(environment: dict[str, str]) -> None:
    """What follows from an environment that was set, as at the start of a process."""
    # Most have no such variable, and pay for nothing.
    if "TZ" in environment and hasattr(time, "tzset"):
        time.tzset()
