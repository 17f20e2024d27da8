"""Bundles `Guest/Library/pyguest` into one Python text for interpreters of others.

Run as a program's beginning, the text makes `pyguest` and its modules importable: they need
no folder, no zip file and no compiled code of one version.
"""

from project.folders import ROOT

HEAD = '''"""Python Guest's own modules, bundled."""

import importlib.abc
import importlib.util
import sys

_SOURCES = {sources!r}


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the bundled modules."""

    def find_spec(self, name, path=None, target=None):
        if name not in _SOURCES:
            return None
        is_package = any(other.startswith(name + ".") for other in _SOURCES)
        return importlib.util.spec_from_loader(name, self, is_package=is_package)

    def get_source(self, name):
        return _SOURCES[name]

    def exec_module(self, module):
        name = module.__spec__.name
        inside = "" if module.__spec__.submodule_search_locations is None else "/__init__"
        module.__file__ = "/lib/" + name.replace(".", "/") + inside + ".py"
        exec(compile(_SOURCES[name], module.__file__, "exec"), module.__dict__)


sys.meta_path.insert(0, _Finder())
'''


def bundle():
    library = ROOT / "Guest" / "Library"
    sources = {}
    for file in sorted(library.rglob("*.py")):
        parts = file.relative_to(library).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sources[name] = file.read_text()
    return HEAD.format(sources=sources)
