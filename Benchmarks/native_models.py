"""Measures the models' workloads in native CPython: nanoseconds a row, as JSON."""

import json
import time
from collections.abc import Callable

from models import add_one, or_zero, sub_str
from realistic import rate


def log_line(row: int) -> str:
    paths = ["/", "/index.html", "/wp-login.php?user=admin", "/search?q=union+select", "/a/b"]
    agents = ["Mozilla/5.0 Firefox/128.0", "curl/8.5.0", "-", "Googlebot/2.1"]
    status = [200, 301, 404, 500][row % 4]
    return (
        f"203.0.{row % 256}.{row % 199} - - [10/Oct/2024:{10 + row % 10}:55:36 +0000] "
        f'"GET {paths[row % 5]} HTTP/1.1" {status} {row} "-" "{agents[row % 4]}"'
    )


def fastest(function: Callable, values: list) -> float:
    """Nanoseconds of the fastest run within at least a second."""
    times: list[int] = []
    while len(times) < 5 or sum(times) < 1_000_000_000:
        start = time.perf_counter_ns()
        list(map(function, values))
        times.append(time.perf_counter_ns() - start)
    return min(times) / len(values)


rows = range(200_000)
print(
    json.dumps(
        {
            "add_one": fastest(add_one, list(rows)),
            "sub_str": fastest(sub_str, [f"host{row}.example.com" for row in rows]),
            "half_null": fastest(or_zero, [None if row % 2 else row for row in rows]),
            "realistic": fastest(rate, [log_line(row) for row in range(20_000)]),
        }
    )
)
