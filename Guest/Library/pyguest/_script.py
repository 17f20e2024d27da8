"""Reads what a source and its lock file say of dependencies, where strangers' texts are read."""

import json
import re
import sys
import tomllib
import typing

_BLOCK = re.compile(
    r"^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$", re.MULTILINE
)
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_REQUIREMENT = re.compile(
    rf"\s*(?P<name>{_NAME})\s*(?:\[[\s\w.,-]*\])?\s*(?P<rest>.*)", re.DOTALL | re.ASCII
)
_CLAUSE = re.compile(r"\s*(===|~=|==|!=|<=|>=|<|>)\s*([\w.*+!-]+)\s*", re.ASCII)
_REST = re.compile(r"(?:\(?\s*(?:===|~=|==|!=|<=|>=|<|>)\s*\w|;\s*\w|$)", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")
_WHEEL = re.compile(r"[A-Za-z0-9_.+!-]{1,200}\.whl", re.ASCII)


class Refused(Exception):
    """What is said cannot be done; the message says why, and what to write instead."""


def read(source: str) -> str:
    """What a source says, as JSON: "dependencies", or "error"."""
    return _answer(lambda: {"dependencies": _script(source)})


def read_lock(text: str) -> str:
    """What a lock file says, as JSON: "packages" and "requirements", or "error"."""
    return _answer(lambda: _lock(text))


def _answer(read: typing.Callable[[], dict]) -> str:
    try:
        return json.dumps(read())
    except Refused as problem:
        return json.dumps({"error": str(problem)})
    except (ValueError, RecursionError) as problem:
        return json.dumps({"error": f"it is not TOML: {problem}"})


# The source


def _script(source: str) -> list[str]:
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    blocks = [found for found in _BLOCK.finditer(text + "\n") if found["type"] == "script"]
    if not blocks:
        if re.search(r"^# /// script$", text, re.MULTILINE):
            raise Refused("the block '# /// script' is not closed; end it with a line '# ///'")
        return []
    if len(blocks) > 1:
        raise Refused("there are two blocks '# /// script'; keep one")
    lines = blocks[0]["content"].splitlines(keepends=True)
    said = tomllib.loads("".join(line[2:] if line.startswith("# ") else line[1:] for line in lines))
    _require_python(said.get("requires-python"))
    wanted = said.get("dependencies", [])
    if not isinstance(wanted, list) or not all(isinstance(each, str) for each in wanted):
        raise Refused("dependencies must be a list of strings")
    return [_requirement(each) for each in wanted]


def _requirement(text: str) -> str:
    """A requirement by name; what would fetch from elsewhere, or is an option, is refused."""
    found = _REQUIREMENT.fullmatch(text)
    shown = repr(text if len(text) <= 200 else text[:197] + "…")
    if found is None or not text.isprintable():
        raise Refused(f"{shown} is no requirement; name a package, such as 'six>=1.16'")
    if found["rest"].startswith("@"):
        raise Refused(
            f"{shown} names a place to fetch from; name the package alone, and put a wheel of your "
            "own into a folder for --wheels, or its modules into one for --module"
        )
    if _REST.match(found["rest"]) is None:
        raise Refused(f"{shown} is no requirement; name a package, such as 'six>=1.16'")
    return text.strip()


def _require_python(wanted: object) -> None:
    if wanted is None:
        return
    if not isinstance(wanted, str):
        raise Refused("requires-python must be a string")
    own = tuple(sys.version_info[:3])
    clauses = [clause for clause in wanted.split(",") if clause.strip()]
    for clause in clauses:
        if not _fits(own, clause):
            version = ".".join(map(str, own))
            raise Refused(f"requires-python is {wanted!r}, and Python here is {version}")


def _fits(own: tuple[int, ...], clause: str) -> bool:
    found = _CLAUSE.fullmatch(clause)
    if found is None:
        raise Refused(f"requires-python has {clause.strip()!r}, which is no comparison of versions")
    operator, text = found.groups()
    is_prefix = text.endswith(".*")
    try:
        numbers = tuple(int(part) for part in text.removesuffix(".*").split("."))
    except ValueError:
        raise Refused(f"requires-python has {text!r}, which is no release of Python") from None
    if is_prefix and operator not in ("==", "!="):
        raise Refused(f"requires-python has {clause.strip()!r}; write .* behind == and != alone")
    if is_prefix:
        return (own[: len(numbers)] == numbers) == (operator == "==")
    padded = (*numbers, 0, 0, 0)[: max(3, len(numbers))]
    here = own + (0,) * (len(padded) - 3)
    match operator:
        case "==" | "===":
            return here == padded
        case "!=":
            return here != padded
        case "<=":
            return here <= padded
        case ">=":
            return here >= padded
        case "<":
            return here < padded
        case ">":
            return here > padded
        case _:
            if len(numbers) < 2:
                raise Refused(f"requires-python has {clause.strip()!r}; ~= takes two numbers")
            return here >= padded and here[: len(numbers) - 1] == numbers[:-1]


# The lock


def _lock(text: str) -> dict:
    said = tomllib.loads(text)
    version = said.get("lock-version")
    if not isinstance(version, str) or version.split(".")[0] != "1":
        raise Refused("its lock-version is not 1.0")
    _require_python(said.get("requires-python"))
    listed = said.get("packages", [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Refused("packages must be a list of tables")
    own = said.get("tool", {}).get("pyguest", {}) if isinstance(said.get("tool", {}), dict) else {}
    requirements = own.get("requirements") if isinstance(own, dict) else None
    return {"packages": [_locked(each) for each in listed], "requirements": requirements}


def _locked(package: dict) -> dict:
    name, version = package.get("name"), package.get("version")
    if not isinstance(name, str) or re.fullmatch(_NAME, name) is None:
        raise Refused("a package in it has no name")
    if not isinstance(version, str) or re.fullmatch(r"[\w.+!-]+", version, re.ASCII) is None:
        raise Refused(f"{name} has no version in it")
    if "marker" in package:
        raise Refused(f"{name} has a marker, which is not judged here; run pyguest lock")
    wheels = package.get("wheels", [])
    wheels = wheels if isinstance(wheels, list) else []
    for wheel in wheels:
        found = _locked_wheel(wheel) if isinstance(wheel, dict) else None
        if found is not None:
            return {"name": name, "version": version, **found}
    raise Refused(
        f"{name} has no wheel in it that runs on every machine, with its sha256; run pyguest lock"
    )


def _locked_wheel(wheel: dict) -> dict | None:
    """The file's name and hash, of a wheel without native code."""
    place = wheel.get("path") or wheel.get("url")
    name = wheel.get("name") or (place.rpartition("/")[2] if isinstance(place, str) else None)
    hashes = wheel.get("hashes")
    sha256 = hashes.get("sha256") if isinstance(hashes, dict) else None
    if not isinstance(name, str) or _WHEEL.fullmatch(name) is None:
        return None
    if not name.endswith("-none-any.whl"):
        return None
    if not isinstance(sha256, str) or _HASH.fullmatch(sha256) is None:
        return None
    path = wheel.get("path")
    return {"file": name, "sha256": sha256, "path": path if isinstance(path, str) else None}
