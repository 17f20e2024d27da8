"""Functions given to C functions, which call these again."""

import functools
import io
import re
import sys

DEPTH = 20_000


def re_sub() -> str:
    def f(m):
        return re.sub("a", f, "a")

    return re.sub("a", f, "a")


def exec_rec() -> int:
    s = "exec(s)"
    exec(s, {"s": s})
    return 1


def eval_rec() -> int:
    s = "eval(s)"
    return eval(s, {"s": s})


def compile_rec() -> int:
    s = "exec(compile(s,'x','exec'))"
    exec(s, {"s": s})
    return 1


def import_rec() -> int:
    class F:
        def find_spec(self, *a):
            pass

    sys.meta_path.insert(0, F())

    return 1


def contextvars_again() -> int:
    import contextvars

    def f():
        contextvars.copy_context().run(f)

    f()
    return 1


def csv_again() -> int:
    import csv

    class W:
        def write(self, s):
            csv.writer(self).writerow([1])

    csv.writer(W()).writerow([1])
    return 1


def print_again() -> int:
    class W:
        def write(self, s):
            print(1, file=self)

    print(1, file=W())
    return 1


def io_again() -> int:

    class W(io.RawIOBase):
        def writable(self):
            return True

        def write(self, b):
            io.BufferedWriter(self, 1).write(b"abc")
            return 1

    io.BufferedWriter(W(), 1).write(b"abc")
    return 1


def sorted_key() -> int:
    def k(x):
        return sorted([1, 2], key=k)

    sorted([1, 2], key=k)
    return 1


def minmax() -> int:
    def k(x):
        return max([1, 2], key=k)

    return max([1, 2], key=k)


def lru() -> int:
    @functools.lru_cache(None)
    def f(n):
        return f(n + 1)

    return f(0)


def lru_c() -> int:
    f = lambda n: f2(n + 1)
    f2 = functools.lru_cache(None)(f)
    return f2(0)


def filter_again() -> int:
    def f(x):
        return list(filter(f, [1]))

    return len(f(1))


def partial_again() -> int:
    def f():
        return functools.partial(f)()

    return f()


def partial_c() -> int:
    f = functools.partial(int)
    for _ in range(DEPTH):
        f = functools.partial((lambda g: lambda: g())(f))
    return f()


def expat_again() -> int:
    import xml.parsers.expat as X

    def start(n, a):
        p = X.ParserCreate()
        p.StartElementHandler = start
        p.Parse("<a/>", True)

    start(1, 1)
    return 1


def expat_and_parser() -> int:
    """A parser of CPython's own on top of the deepest recursion."""
    import xml.parsers.expat as X

    def start(n, a):
        try:
            p = X.ParserCreate()
            p.StartElementHandler = start
            p.Parse("<a/>", True)
        except RecursionError:
            try:
                compile("f(" * 190 + ")" * 190, "x", "eval")
            except MemoryError:
                pass
            raise

    start(1, 1)
    return 1


def codecs_again() -> int:
    import codecs

    codecs.register_error("x", lambda e: ("é".encode("ascii", "x").decode(), e.end))
    "é".encode("ascii", "x")
    return 1


def warnings_again() -> int:
    import warnings

    def show(*a, **k):
        warnings.warn("x")

    warnings.showwarning = show
    warnings.simplefilter("always")
    warnings.warn("x")
    return 1


def cmp_to_key() -> int:
    k = functools.cmp_to_key(lambda a, b: k(1) < k(2))
    return k(1) < k(2)
