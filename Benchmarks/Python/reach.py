"""What a program can reach from inside a model: each thing is tried, not looked up."""

import contextlib
import os
import sys
import time


def version() -> str:
    return sys.version.split()[0]


def clock(_: str) -> bool:
    return time.time() > 1_000_000_000


def randomness(_: str) -> bool:
    return os.urandom(16) != os.urandom(16)


def sleep(_: str) -> bool:
    before = time.monotonic()
    time.sleep(0.002)
    return time.monotonic() - before >= 0.002


def host_environment(path: str) -> bool:
    return os.environ.get("PATH") == path


def library_files(_: str) -> bool:
    return len(os.listdir("/usr/local/lib" if os.path.isdir("/usr/local/lib") else "/lib")) > 0


def files_of_its_own(_: str) -> bool:
    for folder in ("/tmp", "/home", "."):  # noqa: S108
        try:
            with open(folder + "/pyguest-reach", "w+") as file:
                file.write("x")
                file.seek(0)
                return file.read() == "x"
        except OSError:
            continue
    return False


def host_files(path: str) -> bool:
    with open(path) as file:
        return file.read() == "secret"


def network(port: str) -> bool:
    import socket

    with socket.socket() as connection:
        connection.settimeout(2)
        with contextlib.suppress(ConnectionRefusedError):
            connection.connect(("127.0.0.1", int(port)))
    return True


def processes(_: str) -> bool:
    import subprocess

    return subprocess.run(["/bin/true"]).returncode == 0


def threads(_: str) -> bool:
    import threading

    ran = []
    thread = threading.Thread(target=lambda: ran.append(1))
    thread.start()
    thread.join(2)
    return ran == [1]


def javascript(_: str) -> bool:
    import js

    return bool(js.eval("1 + 1") == 2)
