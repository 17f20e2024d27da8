"""Ways out of the sandbox that are not there."""

import os
import sys


def read_file() -> str:
    with open("/etc/passwd") as file:
        return file.read()


def write_file() -> int:
    with open("/tmp/escaped", "w") as file:
        return file.write("x")


def read_by_descriptor() -> int:
    return len(b"".join(os.read(number, 100) for number in range(3, 100)))


def list_folder() -> str:
    return str(os.listdir("/"))


def list_current_folder() -> str:
    return str(os.listdir("."))


def walk_folders() -> int:
    return sum(len(files) for _, _, files in os.walk("/"))


def make_folder() -> None:
    os.mkdir("/escaped")


def remove_file() -> None:
    os.remove("/etc/passwd")


def status_of_file() -> int:
    return os.stat("/etc/passwd").st_size


def exists() -> bool:
    return os.path.exists("/etc/passwd")


def working_folder() -> str:
    return os.getcwd()


def change_folder() -> None:
    os.chdir("/etc")


def symbolic_link() -> None:
    os.symlink("/etc/passwd", "/tmp/link")


def temporary_file() -> str:
    import tempfile

    with tempfile.TemporaryFile() as file:
        return str(file)


def environment() -> str:
    return str(dict(os.environ))


def run_system() -> int:
    return os.system("id")


def run_process() -> str:
    import subprocess

    return subprocess.run(["id"], capture_output=True).stdout.decode()


def fork() -> int:
    return os.fork()


def execute() -> None:
    os.execv("/bin/sh", ["sh"])


def kill() -> None:
    os.kill(1, 9)


def open_socket() -> str:
    import socket

    return str(socket.socket())


def connect() -> str:
    import socket

    return str(socket.create_connection(("127.0.0.1", 80)))


def resolve_name() -> str:
    import socket

    return socket.gethostbyname("localhost")


def fetch_page() -> str:
    import urllib.request

    return urllib.request.urlopen("http://127.0.0.1/").read().decode()


def load_library() -> str:
    import ctypes

    return str(ctypes.CDLL(None))


def load_extension() -> str:
    import importlib.machinery
    import importlib.util

    loader = importlib.machinery.ExtensionFileLoader("x", "/usr/lib/x.so")
    return str(importlib.util.module_from_spec(importlib.util.spec_from_loader("x", loader)))


def import_from_host() -> str:
    sys.path.insert(0, "/usr/lib/python3/dist-packages")
    import apt

    return str(apt)


def end_process() -> None:
    os._exit(3)


def abort() -> None:
    os.abort()


def end_interpreter() -> None:
    sys.exit(4)


def start_thread() -> int:
    import threading

    found = []
    thread = threading.Thread(target=lambda: found.append(1))
    thread.start()
    thread.join()
    return len(found)


def start_low_level_thread() -> int:
    import _thread

    return _thread.start_new_thread(print, ())


def start_processes() -> int:
    import multiprocessing

    process = multiprocessing.Process(target=print)
    process.start()
    return 1


def start_interpreter() -> int:
    import _interpreters

    number = _interpreters.create()
    _interpreters.run_string(number, "print('inside')")
    return 1


def run_asynchronously() -> int:
    import asyncio

    async def answer() -> int:
        return 42

    return asyncio.run(answer())


def handle_signal() -> str:
    import signal

    return str(signal.signal(signal.SIGINT, lambda *_: None))


def raise_signal() -> None:
    import signal

    signal.raise_signal(signal.SIGKILL)


def alarm() -> None:
    import signal

    signal.alarm(1)


def user() -> str:
    return str((os.getuid(), os.getlogin()))


def process_number() -> int:
    return os.getpid()


def host_name() -> str:
    import platform

    return platform.node()


def memory_map() -> int:
    import mmap

    return len(mmap.mmap(-1, 4096))


def close_output() -> int:
    os.close(1)
    os.close(2)
    print("still here")
    return 1


def duplicate_output() -> int:
    return os.dup2(1, 7)


def read_input() -> str:
    return input()


def dump_traceback() -> None:
    import faulthandler

    faulthandler.enable()
    faulthandler._sigsegv()


def open_dynamic() -> str:
    import _io

    return _io.FileIO("/etc/passwd").read().decode()


def load_code_from_file() -> str:
    import runpy

    return str(runpy.run_path("/etc/passwd"))


def break_memory() -> None:
    # A code object made by hand makes CPython read outside of its objects.
    def victim():
        pass

    code = victim.__code__.replace(co_code=bytes([101, 255] * 20), co_names=(), co_stacksize=1)
    exec(code)


def random_bytes() -> int:
    return len(os.urandom(1_000_000))
