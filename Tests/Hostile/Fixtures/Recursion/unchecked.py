"""Recursion through C functions that CPython does not count: elsewhere it ends the process."""

import collections
import itertools
import operator
import sys

DEPTH = 100_000


def _tuples(depth):
    value = ()
    for _ in range(depth):
        value = (value,)
    return value


def dealloc_gen() -> int:
    def g(x):
        yield x

    x = None
    for _ in range(DEPTH):
        x = g(x)
        next(x)
    del x
    return 1


def dealloc_deque() -> int:
    x = None
    for _ in range(DEPTH):
        x = collections.deque([x])
    del x
    return 1


def dealloc_itemgetter() -> int:
    x = None
    for _ in range(DEPTH):
        x = operator.itemgetter(x)
    del x
    return 1


def dealloc_property() -> int:
    x = None
    for _ in range(DEPTH):
        x = property(x)
    del x
    return 1


def dealloc_slice() -> int:
    x = None
    for _ in range(DEPTH):
        x = slice(x)
    del x
    return 1


def hash_tuple() -> int:
    return hash(_tuples(DEPTH))


def next_map() -> int:
    x = iter([1])
    for _ in range(DEPTH):
        x = map(int, x)
    return next(x)


def next_chain() -> int:
    x = iter([1])
    for _ in range(DEPTH):
        x = itertools.chain(x, [1])
    return next(x)


def gen_send() -> int:
    def g(n):
        if n:
            yield from g(n - 1)
        else:
            yield 1

    sys.setrecursionlimit(10**6)
    return next(g(DEPTH))


def staticmethod_() -> int:
    f = lambda: 1
    for _ in range(DEPTH):
        f = staticmethod(f)
    return f()


def deque_repr() -> int:
    d = collections.deque()
    for _ in range(DEPTH):
        d = collections.deque([d])
    return len(repr(d))


def slice_cmp() -> int:
    a = b = None
    for _ in range(DEPTH):
        a = slice(a)
        b = slice(b)
    return a == b


def accumulate_() -> int:
    x = iter([1])
    for _ in range(DEPTH):
        x = itertools.accumulate(x)
    return next(x)


def zip_() -> int:
    x = iter([1])
    for _ in range(DEPTH):
        x = zip(x)
    return len(next(x))


def enumerate_() -> int:
    x = iter([1])
    for _ in range(DEPTH):
        x = enumerate(x)
    return len(next(x))
