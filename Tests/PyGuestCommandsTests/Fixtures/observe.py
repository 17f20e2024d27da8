"""Runs a command in surroundings that a test asks for, and tells as JSON what became of it.

observe.py WAY COMMAND …, where WAY is one of

terminal=1, =2, =12   the standard output, the standard error, or both are a terminal
memory                what the command writes is counted, and the most memory it had
stalled               nobody reads the standard error, which is a pipe
files=BYTES           no file may become larger
"""

import json
import os
import resource
import select
import signal
import subprocess
import sys
import termios
import time
import tty
from typing import Any


def terminal(streams: str, command: list[str]) -> dict[str, Any]:
    ours, theirs = os.openpty()
    tty.setraw(theirs, termios.TCSANOW)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=theirs if "1" in streams else subprocess.DEVNULL,
        stderr=theirs if "2" in streams else subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:  # the last who had it open has closed it
            break
        if not piece:
            break
        shown += piece
    return {"status": process.wait(), "terminal": shown.decode("utf-8", "backslashreplace")}


def memory(command: list[str]) -> dict[str, Any]:
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert process.stdout
    count = 0
    while piece := process.stdout.read(1 << 20):
        count += len(piece)
    _, status, usage = os.wait4(process.pid, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "bytes": count,
        "peak": usage.ru_maxrss * 1024,
        "seconds": time.monotonic() - start,
    }


def stalled(command: list[str]) -> dict[str, Any]:
    start = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    ready, _, _ = select.select([process.stdout], [], [], 30)
    output = process.stdout.read() if ready else b""
    try:
        status = process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        status = process.wait()
    seconds = time.monotonic() - start
    return {"status": status, "output": output.decode(), "seconds": seconds}


def files(most: int, command: list[str]) -> dict[str, Any]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    process = subprocess.run(command, preexec_fn=limit, capture_output=True)
    return {"status": process.returncode, "error": process.stderr.decode()}


def main() -> None:
    way, _, value = sys.argv[1].partition("=")
    command = sys.argv[2:]
    told = {
        "terminal": lambda: terminal(value, command),
        "memory": lambda: memory(command),
        "stalled": lambda: stalled(command),
        "files": lambda: files(int(value), command),
    }[way]()
    print(json.dumps(told))


main()
