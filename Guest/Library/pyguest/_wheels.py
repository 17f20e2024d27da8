"""Reads where the files of a wheel lie. What is not plainly a wheel is refused, not interpreted."""

import struct
import typing

_MOST_NAME, _MOST_DEPTH, _MOST_PART = 1000, 64, 255
# More than that no guest's memory holds.
_MOST_BYTES = 1 << 31

_END, _ENTRY, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 1, 0x800


class BadPackage(Exception):
    """A package that is not used; the message says why, and which."""


class File(typing.NamedTuple):
    """A file of a wheel: its path, and where it lies in the bytes that hold the wheel."""

    path: str
    start: int
    stored: int
    length: int
    checksum: int
    is_deflated: bool


def files(data: bytes, start: int, end: int) -> list[File]:
    """The files of the wheel in a part of some bytes, as they lie in site-packages."""
    listed = _listed(data, start, end)
    folders = {file.path.split("/")[0] for file in listed}
    information = sorted(folder for folder in folders if folder.endswith(".dist-info"))
    if len(information) != 1:
        raise BadPackage(f"it has {len(information)} folders .dist-info, not one")
    paths = {file.path for file in listed}
    for name in ("METADATA", "WHEEL"):
        if f"{information[0]}/{name}" not in paths:
            raise BadPackage(f"it has no {information[0]}/{name}")
    return list(_placed(listed, information[0].removesuffix(".dist-info") + ".data"))


def _placed(listed: list[File], extra: str) -> typing.Iterator[File]:
    """Files with the paths they are installed at; scripts, headers and the like are left out."""
    for file in listed:
        first, _, rest = file.path.partition("/")
        if first != extra:
            yield file
            continue
        scheme, _, path = rest.partition("/")
        if scheme in ("purelib", "platlib") and path:
            yield file._replace(path=path)


def _listed(data: bytes, start: int, end: int) -> list[File]:
    """What the archive's directory lists, but for folders."""
    at, count, size = _directory(data, start, end)
    found: dict[str, File] = {}
    for _ in range(count):
        if at + 46 > end or data[at : at + 4] != _ENTRY:
            raise BadPackage("its directory is broken")
        entry = struct.unpack_from("<4s6H3L5H2L", data, at)
        _, made_by, _, flags, method, _, _, checksum, stored, length = entry[:10]
        name_length, extra, comment, _, _, attributes, local = entry[10:]
        name = data[at + 46 : at + 46 + name_length]
        at += 46 + name_length + extra + comment
        path = _path(name, flags)
        if path.endswith("/"):
            continue
        _require_plain(path, flags, method, made_by, attributes)
        if path in found:
            raise BadPackage(f"it has two files {path!r}")
        first = _local_start(data, start + local, name, size)
        if length >= _MOST_BYTES:
            raise BadPackage(f"{path!r} is larger than memory")
        if first + stored > size or (method == _STORED and stored != length):
            raise BadPackage(f"{path!r} does not lie in it")
        found[path] = File(path, first, stored, length, checksum, method == _DEFLATED)
    return list(found.values())


def _directory(data: bytes, start: int, end: int) -> tuple[int, int, int]:
    """Where the directory begins, how many entries it has, and where the files end."""
    at = data.rfind(_END, max(start, end - 65557), end)
    if at < 0 or at + 22 > end:
        raise BadPackage("it is no zip archive")
    record = struct.unpack_from("<4s4H2LH", data, at)
    _, disk, first_disk, here, count, size, offset, comment = record
    if disk or first_disk or here != count or at + 22 + comment != end:
        raise BadPackage("its directory is broken")
    if count == 0xFFFF or offset == 0xFFFFFFFF:
        raise BadPackage("it is an archive of the kind for over 65,534 files or 4 GiB")
    if start + offset + size != at:
        raise BadPackage("its directory does not lie where it says")
    return start + offset, count, start + offset


def _local_start(data: bytes, at: int, name: bytes, end: int) -> int:
    """Where a file's bytes begin, behind a second head that must agree with the directory."""
    if at + 30 > end or data[at : at + 4] != _LOCAL:
        raise BadPackage(f"{_shown(name)} does not lie in it")
    name_length, extra = struct.unpack_from("<2H", data, at + 26)
    if data[at + 30 : at + 30 + name_length] != name:
        raise BadPackage(f"{_shown(name)} has another name where it lies")
    return at + 30 + name_length + extra


def _path(name: bytes, flags: int) -> str:
    try:
        path = name.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError:
        raise BadPackage(f"{_shown(name)} is no name in UTF-8") from None
    check_path(path.removesuffix("/"))
    return path


def check_path(path: str) -> None:
    """Refuses a path that leads out of its folder, or means something else elsewhere."""
    parts = path.split("/")
    is_plain = all(part not in ("", ".", "..") and len(part) <= _MOST_PART for part in parts)
    has_others = any(c in path for c in '\\:\0') or not path.isprintable()
    if not is_plain or has_others or len(path) > _MOST_NAME or len(parts) > _MOST_DEPTH:
        raise BadPackage(f"{_shown(path.encode(errors='replace'))} is no name of a file in it")


def _require_plain(path: str, flags: int, method: int, made_by: int, attributes: int) -> None:
    kind = attributes >> 28 if made_by >> 8 == 3 else 0
    if kind not in (0, 8):
        raise BadPackage(f"{path!r} is a link, or no file")
    if flags & _ENCRYPTED:
        raise BadPackage(f"{path!r} is encrypted")
    if method not in (_STORED, _DEFLATED):
        raise BadPackage(f"{path!r} is packed in a way that wheels do not use")


def _shown(name: bytes) -> str:
    text = name.decode(errors="replace")
    return repr(text if len(text) <= 100 else text[:97] + "…")
