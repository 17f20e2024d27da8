"""What of CPython's standard library goes along with an interpreter for WASI."""

# What needs a screen, a C library, another process or the network of pip.
_EXCLUDED = {
    "__phello__", "_android_support", "_apple_support", "_ios_support",
    "_osx_support", "_pyrepl", "antigravity", "ctypes", "curses", "dbm",
    "ensurepip", "idlelib", "lib-dynload", "multiprocessing", "pydoc_data",
    "site-packages", "sqlite3", "test", "this", "tkinter", "turtle",
    "turtledemo", "venv", "webbrowser",
}

# What the build of CPython for WASI would generate, full of its machine's paths; `sysconfig` and
# all that asks it import it.
GENERATED = {"_sysconfigdata__wasi_wasm32-wasi": "build_time_vars = {}\n"}


def modules(root):
    """Yields the file of each module below root, and its path without the ending, in order."""
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root).with_suffix("")
        is_generated = path.parts[0].startswith(("config-", "_sysconfigdata"))
        if not _EXCLUDED.intersection(path.parts) and not is_generated:
            yield file, path
