"""Makes packages importable: their files lie in guest memory, in the bytes they came in.

Only the guest has a place for them. Imports, `importlib.metadata`, `importlib.resources`,
`pkgutil` and `open` find them as they find files elsewhere.
"""

import importlib
import importlib.machinery
import sys

from ._wheels import BadPackage, check_path, files

try:
    import _pyguest
except ImportError:
    _pyguest = None

# The folders that are open from the start, in the guest's order.
_SITE, _MODULES = 0, 1
_FOLDERS = ("/lib/python3.13/site-packages", "/modules")

# What adding a file answers with.
_ADDED, _EXISTS, _IS_FOLDER, _IS_FILE, _UNNAMED = range(5)


def install(packages: list[dict], data: bytes, start: int) -> None:
    """Offers packages, each a wheel or a folder of modules, to imports from here on.

    Their bytes lie in `data`, one after another. Of a folder "files" lists the paths with their
    lengths.
    """
    if _pyguest is None:
        raise BadPackage("this interpreter has no place for packages")
    for package in packages:
        end = start + package["length"]
        if end > len(data):
            raise BadPackage("a package is cut short")
        try:
            if "files" in package:
                _add_folder(package["files"], data, start)
            else:
                _add_wheel(data, start, end)
        except BadPackage as problem:
            raise BadPackage(f"{package['name']} is not used: {problem}") from None
        start = end
    # The author's own modules come first.
    for root, folder in enumerate(_FOLDERS):
        is_needed = any(("files" in package) == (root == _MODULES) for package in packages)
        if is_needed and folder not in sys.path:
            sys.path.insert(0, folder)
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()


def offers(module: str) -> bool:
    """Whether an import of that name would find a package."""
    return bool(sys.path) and importlib.machinery.PathFinder.find_spec(module) is not None


def _add_wheel(data: bytes, start: int, end: int) -> None:
    for file in files(data, start, end):
        added = _pyguest.add_file(_SITE, file.path.encode(), data, *file[1:])
        # As where wheels are unpacked into one folder, of which the first keeps its file.
        if added != _EXISTS:
            _check(added, file.path)


def _add_folder(listed: list[list], data: bytes, start: int) -> None:
    for path, length in listed:
        check_path(path)
        added = _pyguest.add_file(
            _MODULES, path.encode(), data, start, length, length, None, False
        )
        if added == _EXISTS:
            raise BadPackage(f"another folder has {path!r} as well")
        _check(added, path)
        start += length


def _check(added: int, path: str) -> None:
    if added in (_IS_FOLDER, _IS_FILE):
        raise BadPackage(f"{path!r} is a file in one package and a folder in another")
    if added != _ADDED:
        raise BadPackage(f"{path!r} is no name of a file")
