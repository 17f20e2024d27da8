"""Steps that say what they do and for how long, with their output in a log."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

from project.failure import Failure

LINES_SHOWN_ON_FAILURE = 20


def seconds(duration):
    """A duration as people write it."""
    minutes, rest = divmod(int(duration), 60)
    return f"{minutes} min {rest} s" if minutes else f"{duration:.1f} s"


def say(line):
    print(line, flush=True)


@contextlib.contextmanager
def step(name):
    """Prints the step's name and, once it is done, how long it took.

    On a terminal a line counts the seconds; elsewhere a line a minute shows life.
    """
    start = time.monotonic()
    done = threading.Event()
    terminal = sys.stdout.isatty()

    def tick():
        while not done.wait(0.2 if terminal else 60):
            elapsed = seconds(time.monotonic() - start)
            if terminal:
                print(f"\r  {name} … {elapsed} ", end="", flush=True)
            else:
                say(f"  {name}, {elapsed} so far")

    if not terminal:
        say(f"  {name} …")
    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    except BaseException:
        done.set()
        ticker.join()
        say(f"{chr(13) if terminal else ''}✗ {name}")
        raise
    done.set()
    ticker.join()
    lead = "\r\x1b[K" if terminal else ""
    say(f"{lead}✓ {name} ({seconds(time.monotonic() - start)})")


def execute(command, log, folder=None, environment=None):
    """Runs a command with its output in `log`; on failure shows the log's end.

    Open locks are passed on: a build that outlives this process keeps them.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(word) for word in command]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})},
            close_fds=False, start_new_session=True,
        )
        try:
            status = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
    if status != 0:
        lines = log.read_text(errors="replace").splitlines()[-LINES_SHOWN_ON_FAILURE:]
        shown = "\n".join(f"    {line}" for line in lines)
        raise Failure(f"{command[0]} failed. The end of {log}:\n{shown}")
