"""Builds the package for pip, with nothing but Python: wheels and source distributions.

The modules are links to those of the guest; here they become files.
"""

import base64
import hashlib
import io
import tarfile
import tomllib
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent
PROJECT = tomllib.loads((FOLDER / "pyproject.toml").read_text())["project"]
NAME = f"{PROJECT['name']}-{PROJECT['version']}"
METADATA = f"""\
Metadata-Version: 2.4
Name: {PROJECT["name"]}
Version: {PROJECT["version"]}
Summary: {PROJECT["description"]}
License-Expression: {PROJECT["license"]}
Requires-Python: {PROJECT["requires-python"]}
Description-Content-Type: text/markdown

{(FOLDER / PROJECT["readme"]).read_text()}"""
WHEEL = """\
Wheel-Version: 1.0
Generator: pyguest
Root-Is-Purelib: true
Tag: py3-none-any
"""


def _modules() -> list[Path]:
    return [path for path in sorted((FOLDER / "src" / "pyguest").iterdir()) if path.is_file()]


def _record(contents: dict[str, bytes], name: str) -> bytes:
    """What pip compares files with."""
    lines = []
    for path, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{name},,\n"]).encode()


def build_wheel(
    wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None
) -> str:
    """The same files make the same wheel, byte for byte."""
    contents = {f"pyguest/{path.name}": path.read_bytes() for path in _modules()}
    contents[f"{NAME}.dist-info/METADATA"] = METADATA.encode()
    contents[f"{NAME}.dist-info/WHEEL"] = WHEEL.encode()
    record = f"{NAME}.dist-info/RECORD"
    contents[record] = _record(contents, record)
    name = f"{NAME}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in contents.items():
            wheel.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)
    return name


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    name = f"{NAME}.tar.gz"
    own = [FOLDER / file for file in ("pyproject.toml", "README.md", "build_backend.py")]
    contents = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in own + _modules()}
    with tarfile.open(Path(sdist_directory, name), "w:gz") as archive:
        for path, data in (contents | {"PKG-INFO": METADATA.encode()}).items():
            member = tarfile.TarInfo(f"{NAME}/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return name
