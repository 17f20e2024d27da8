"""Makes the wheels that tests are run with: the same bytes each time.

    python3 wheels.py good|hostile FOLDER

`good` are small packages that depend on one another; `hostile` are wheels that must be refused,
or do no harm.
"""

import base64
import hashlib
import pathlib
import struct
import sys
import zipfile

TIME = (2020, 1, 1, 0, 0, 0)
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def metadata(name, version, requires=(), extras=(), python=None):
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"]
    lines += [f"Requires-Python: {python}\n"] if python else []
    lines += [f"Provides-Extra: {extra}\n" for extra in extras]
    lines += [f"Requires-Dist: {each}\n" for each in requires]
    return "".join(lines)


def info(path):
    entry = zipfile.ZipInfo(path, TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def record(files, folder):
    lines = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(encoded(text)).digest()).rstrip(b"=")
        lines.append(f"{path},sha256={digest.decode()},{len(encoded(text))}\n")
    return "".join(lines) + f"{folder}/RECORD,,\n"


def encoded(text):
    return text.encode() if isinstance(text, str) else text


def wheel(folder, name, version, files, tags="py3-none-any", entry_points=None, **about):
    stem = f"{name.replace('-', '_')}-{version}"
    own = {**files, f"{stem}.dist-info/METADATA": metadata(name, version, **about)}
    own[f"{stem}.dist-info/WHEEL"] = WHEEL
    if entry_points:
        own[f"{stem}.dist-info/entry_points.txt"] = entry_points
    own[f"{stem}.dist-info/RECORD"] = record(own, f"{stem}.dist-info")
    path = folder / f"{stem}-{tags}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for place, text in own.items():
            archive.writestr(info(place), encoded(text))
    return path


def good(folder):
    alpha = "import beta\n\ndef name() -> str:\n    return 'alpha with ' + beta.name()\n"
    wheel(folder, "alpha", "1.0", {"alpha.py": alpha},
          requires=["beta>=1", "gamma; extra == 'more'"], extras=["more"])
    for version in ("1.0", "2.0"):
        beta = f"def name() -> str:\n    return 'beta {version}'\n"
        wheel(folder, "beta", version, {"beta.py": beta})
    wheel(folder, "gamma", "3.1", {
        "gamma/__init__.py": "from .inner.deep import answer\n",
        "gamma/inner/__init__.py": "",
        "gamma/inner/deep.py": "def answer() -> int:\n    return 42\n",
        "gamma/data.txt": "some data\n",
        "gamma/long.bin": bytes(range(256)) * 4096,
        "gamma-3.1.data/purelib/gamma_extra.py": "EXTRA = 'placed'\n",
        "gamma-3.1.data/scripts/gamma": "#!python\n",
    }, entry_points="[tools]\nanswer = gamma:answer\n")
    wheel(folder, "delta", "1.0", {"delta.py": "import beta\n"}, requires=[
        "beta<2; sys_platform == 'wasi' and platform_machine == 'wasm32'",
        "absent; sys_platform == 'linux'", "absent; python_version < '3.13'",
        "absent; os_name != 'posix'", "absent; extra == 'other'"], extras=["other"])
    wheel(folder, "space-one", "1.0", {"space/one.py": "NAME = 'one'\n"})
    wheel(folder, "space-two", "1.0", {"space/two.py": "NAME = 'two'\n"})
    wheel(folder, "left", "1.0", {"left.py": ""}, requires=["beta<2"])
    wheel(folder, "right", "1.0", {"right.py": ""}, requires=["beta>=2"])
    wheel(folder, "future", "1.0", {"future_.py": ""}, python=">=3.20")
    native = "cp313-cp313-manylinux_2_17_x86_64"
    wheel(folder, "solid", "1.0", {"solid.py": ""}, tags=native)
    wheel(folder, "numpy", "2.0", {"numpy.py": ""}, tags=native)
    wheel(folder, "needy", "1.0", {"needy.py": ""}, requires=["solid>=1"])
    wheel(folder, "broken", "1.0", {"broken.py": "def f(:\n"})
    (folder / "raw-1.0.tar.gz").write_bytes(b"")


# Wheels that are refused, or do no harm


def plain(*changes):
    """The files of a wheel `evil` with some more, in order."""
    stem = "evil-1.0.dist-info"
    return [
        ("evil.py", "NAME = 'evil'\n"), (f"{stem}/METADATA", metadata("evil", "1.0")),
        (f"{stem}/WHEEL", WHEEL), (f"{stem}/RECORD", "nonsense,,,,,\n\0\n"), *changes,
    ]


def archive(folder, name, files, change=None):
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        for place, text in files:
            entry = place if isinstance(place, zipfile.ZipInfo) else info(place)
            made.writestr(entry, encoded(text))
    if change is not None:
        path.write_bytes(change(path.read_bytes()))


def special(path, kind):
    entry = info(path)
    entry.create_system = 3
    entry.external_attr = kind << 16
    return entry


def end(data):
    return data.rindex(b"PK\x05\x06")


def put(data, at, form, *values):
    room = bytearray(data)
    struct.pack_into(form, room, at, *values)
    return bytes(room)


def entry_of(data, name):
    """Where the directory has a file."""
    at = struct.unpack_from("<L", data, end(data) + 16)[0]
    while data[at + 46 : at + 46 + len(name)] != name:
        at = data.index(b"PK\x01\x02", at + 4)
    return at


def field(name, offset, form, value):
    """A change of what the directory says of a file."""
    return lambda data: put(data, entry_of(data, name) + offset, form, value)


def ending(offset, form, *values):
    """A change of what stands at the directory's end."""
    return lambda data: put(data, end(data) + offset, form, *values)


def hostile(folder):
    evil = b"evil.py"
    files = {
        "bad_record": [], "bomb": [("evil_data.bin", bytes(300 << 20))],
        "escaping": [("../outside.py", "")], "escaping_inside": [("evil/../../outside.py", "")],
        "absolute": [("/etc/outside.py", "")], "drive": [("C:outside.py", "")],
        "newline": [("evil\n.py", "")], "deep": [("a/" * 100 + "evil.py", "")],
        "long_name": [("e" * 300, "")], "empty_part": [("evil//inside.py", "")],
        "link": [(special("evil_link.py", 0o120777), "/etc/passwd")],
        "device": [(special("evil_device", 0o020666), "")],
        "file_and_folder": [("evil.py/inside.py", "")],
        "two_informations": [("other-1.0.dist-info/METADATA", "")],
        "standard_library": [
            ("json/__init__.py", "STOLEN = True\n"), ("pyguest/__init__.py", "STOLEN = True\n")],
        "start_up": [
            ("evil.pth", "import evil_start\n"), ("evil_start.py", "print('ran')\n"),
            ("sitecustomize.py", "print('ran')\n")],
    }
    for name, more in files.items():
        archive(folder, name, plain(*more))
    archive(folder, "no_metadata", [plain()[0], *plain()[2:]])
    archive(folder, "no_information", plain()[:1])
    archive(folder, "twice", plain(("evil2py", "")), lambda data: data.replace(b"evil2py", evil))
    changes = {
        "backslash": lambda data: data.replace(evil, b"ev\\l.py"),
        "encrypted": field(evil, 8, "<H", 1), "other_method": field(evil, 10, "<H", 12),
        "other_local_name": lambda data: data.replace(evil, b"live.py", 1),
        "offset": field(evil, 42, "<L", 99999), "stored_too_long": field(evil, 20, "<L", 1 << 30),
        "wrong_length": field(evil, 24, "<L", 5), "huge_length": field(evil, 24, "<L", 0xFFFFFFF0),
        "wrong_checksum": field(evil, 16, "<L", 5), "many": ending(8, "<HH", 60000, 60000),
        "zip64": ending(8, "<HHLL", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        "cut": lambda data: data[: len(data) // 2], "trailing": lambda data: data + b"more",
        "leading": lambda data: b"#!/bin/sh\n" + data,
        "no_archive": lambda data: b"not a zip archive", "nothing": lambda data: b"",
    }
    for name, change in changes.items():
        archive(folder, name, plain(), change)


if __name__ == "__main__":
    place = pathlib.Path(sys.argv[2])
    place.mkdir(parents=True, exist_ok=True)
    {"good": good, "hostile": hostile}[sys.argv[1]](place)
