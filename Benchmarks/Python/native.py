"""Measures the functions in native CPython, on the data that the benchmarks make.

    python3.13 native.py columns ROWS REPEATS       {"add_one": nanoseconds a row, …}
    python3.13 native.py kinds ROWS REPEATS         the same of aggregates and table functions
    python3.13 native.py models                     the same of the models' workloads
    python3.13 native.py program NAME ROWS REPEATS  the same of a function of `PROGRAMS`
    python3.13 native.py load FILE REPEATS          milliseconds to compile and run a source
    python3.13 native.py memory                     bytes that the process has for itself
    python3.13 native.py query DATABASE QUERY       runs a query with Python's own sqlite3
"""

import array
import decimal
import itertools
import json
import pathlib
import sqlite3
import subprocess
import sys
import time
import types
from collections.abc import Callable

import kinds
from floats import way_spread
from functions import add_one, or_zero, same_decimal, same_list, sub_str
from objects import order_total
from realistic import rate

SECOND = 1_000_000_000


def fastest(rows: int, run: Callable[[], object], repeats: int, least: int = 0) -> float:
    """Nanoseconds a row of the fastest of several runs, which take so many nanoseconds at least."""
    times: list[int] = []
    while len(times) < repeats or sum(times) < least:
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    return min(times) / rows


def texts(rows: int) -> list[str]:
    return [f"host{row}.example.com" for row in range(rows)]


def half_null(rows: int) -> list[int | None]:
    """Numbers, of which every second is missing."""
    return [None if row % 2 else row for row in range(rows)]


def log_line(row: int) -> str:
    paths = ["/", "/index.html", "/wp-login.php?user=admin", "/search?q=union+select", "/a/b"]
    agents = ["Mozilla/5.0 Firefox/128.0", "curl/8.5.0", "-", "Googlebot/2.1"]
    status = [200, 301, 404, 500][row % 4]
    return (
        f"203.0.{row % 256}.{row % 199} - - [10/Oct/2024:{10 + row % 10}:55:36 +0000] "
        f'"GET {paths[row % 5]} HTTP/1.1" {status} {row} "-" "{agents[row % 4]}"'
    )


def through_lists(values: array.array, offsets: array.array) -> tuple[array.array, array.array]:
    """Lists made of the numbers in a buffer, passed on, and put into another."""
    out, ends = array.array("q"), array.array("i", [0])
    for start, end in itertools.pairwise(offsets):
        out.extend(same_list(values[start:end].tolist()))
        ends.append(len(out))
    return out, ends


def through_decimals(unscaled: array.array) -> array.array:
    """Decimals with nine digits behind the point, made of whole numbers, passed on, and back."""
    context = decimal.Context(prec=38)
    out = array.array("q")
    for number in unscaled:
        value = same_decimal(decimal.Decimal(number).scaleb(-9, context))
        out.append(int(value.scaleb(9, context)))
    return out


def columns(rows: int, repeats: int) -> None:
    ints, strings, half = list(range(rows)), texts(rows), half_null(rows)
    # Lists of none to four numbers.
    offsets = array.array("i", itertools.accumulate((row % 5 for row in range(rows)), initial=0))
    numbers = array.array("q", range(offsets[-1]))
    unscaled = array.array("q", (row * 1_000_000_007 for row in range(rows)))
    runs = {
        "add_one": lambda: list(map(add_one, ints)),
        "sub_str": lambda: list(map(sub_str, strings)),
        "add_one_half_null": lambda: [None if x is None else add_one(x) for x in half],
        "same_list": lambda: through_lists(numbers, offsets),
        "same_decimal": lambda: through_decimals(unscaled),
    }
    print(json.dumps({name: fastest(rows, run, repeats) for name, run in runs.items()}))


def grouped(groups: list[int], values: list[int]) -> list[int]:
    """Sums of groups, each in a state of its own."""
    states: dict[int, kinds.Total] = {}
    for group, value in zip(groups, values):
        state = states.get(group)
        if state is None:
            state = states[group] = kinds.Total()
        state.accumulate(value)
    return [state.finish() for state in states.values()]


def sliding(values: list[int], preceding: int) -> list[int]:
    """Sums of each value and so many before it."""
    state, sums = kinds.Total(), []
    for row, value in enumerate(values):
        state.accumulate(value)
        if row > preceding:
            state.retract(values[row - preceding - 1])
        sums.append(state.finish())
    return sums


def table(rows: int) -> tuple[array.array, array.array]:
    """The columns of a table function."""
    numbers, halves = array.array("q"), array.array("d")
    for number, half in kinds.squares(rows):
        numbers.append(number)
        halves.append(half)
    return numbers, halves


def column(rows: int) -> array.array:
    numbers = array.array("q")
    for number in kinds.count(rows):
        numbers.append(number)
    return numbers


def other_kinds(rows: int, repeats: int) -> None:
    values = list(range(rows))
    few, many = [row % 1000 for row in values], [row % 100_000 for row in values]
    runs = {
        "groups_1000": lambda: grouped(few, values),
        "groups_100000": lambda: grouped(many, values),
        "sliding": lambda: sliding(values, 99),
        "table_pairs": lambda: table(rows),
        "table_column": lambda: column(rows),
    }
    print(json.dumps({name: fastest(rows, run, repeats) for name, run in runs.items()}))


def models() -> None:
    workloads: dict[str, tuple[Callable, list]] = {
        "add_one": (add_one, list(range(200_000))),
        "sub_str": (sub_str, texts(200_000)),
        "half_null": (or_zero, half_null(200_000)),
        "realistic": (rate, [log_line(row) for row in range(20_000)]),
    }
    figures = {}
    for name, (function, values) in workloads.items():

        def run(function: Callable = function, values: list = values) -> list:
            return list(map(function, values))

        figures[name] = fastest(len(values), run, 5, SECOND)
    print(json.dumps(figures))


PROGRAMS: dict[str, tuple[Callable, Callable[[int], list]]] = {
    "rate": (rate, lambda rows: [log_line(row) for row in range(rows)]),
    "order_total": (order_total, lambda rows: list(range(rows))),
    "way_spread": (way_spread, lambda rows: list(range(rows))),
}


def program(name: str, rows: int, repeats: int) -> None:
    function, make = PROGRAMS[name]
    values = make(rows)
    print(json.dumps({name: fastest(rows, lambda: list(map(function, values)), repeats)}))


def load(file: str, repeats: int) -> None:
    text = pathlib.Path(file).read_text()

    def run() -> None:
        # `dataclass` looks a class's module up by its name.
        module = types.ModuleType("loaded")
        sys.modules["loaded"] = module
        exec(compile(text, file, "exec"), module.__dict__)

    print(json.dumps({"load": fastest(1, run, repeats) / 1_000_000}))


def memory() -> None:
    """Of a fresh process that has no more than the functions."""
    code = "import functions; print(open('/proc/self/smaps_rollup').read())"
    folder = pathlib.Path(__file__).parent
    text = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=folder
    ).stdout
    fields = dict(line.split(":", 1) for line in text.splitlines()[1:] if ":" in line)
    own = sum(int(fields[name].split()[0]) for name in ("Private_Clean", "Private_Dirty"))
    print(json.dumps({"memory": own << 10}))


def query(database: str, text: str) -> None:
    connection = sqlite3.connect(database)
    for function in (add_one, sub_str):
        connection.create_function(function.__name__, 1, function)
    for row in connection.execute(text):
        print(*row)


match sys.argv[1:]:
    case ["columns", rows, repeats]:
        columns(int(rows), int(repeats))
    case ["kinds", rows, repeats]:
        other_kinds(int(rows), int(repeats))
    case ["models"]:
        models()
    case ["program", name, rows, repeats]:
        program(name, int(rows), int(repeats))
    case ["load", file, repeats]:
        load(file, int(repeats))
    case ["memory"]:
        memory()
    case ["query", database, text]:
        query(database, text)
    case _:
        sys.exit(__doc__)
