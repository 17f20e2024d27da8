"""Measures the functions in native CPython, on the data that the benchmark makes.

    python3.13 native.py ROWS REPEATS           prints {"add_one": nanoseconds a row, …}
    python3.13 native.py DATABASE QUERY         runs a query with Python's own sqlite3
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable

from functions import add_one, sub_str


def fastest(repeats: int, rows: int, run: Callable[[], object]) -> float:
    """Nanoseconds a row of the fastest of several runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    return min(times) / rows


def measure(rows: int, repeats: int) -> None:
    ints = list(range(rows))
    texts = [f"host{row}.example.com" for row in range(rows)]
    half = [None if row % 2 else row for row in range(rows)]
    runs = {
        "add_one": lambda: list(map(add_one, ints)),
        "sub_str": lambda: list(map(sub_str, texts)),
        "add_one_half_null": lambda: [None if x is None else add_one(x) for x in half],
    }
    print(json.dumps({name: fastest(repeats, rows, run) for name, run in runs.items()}))


def query(database: str, text: str) -> None:
    connection = sqlite3.connect(database)
    for function in (add_one, sub_str):
        connection.create_function(function.__name__, 1, function)
    for row in connection.execute(text):
        print(*row)


if sys.argv[1].isdecimal():
    measure(int(sys.argv[1]), int(sys.argv[2]))
else:
    query(sys.argv[1], sys.argv[2])
