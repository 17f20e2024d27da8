"""Containers within containers, taken apart or let go."""

import ast
import collections
import itertools
import copy
import json
import pickle
import sys
import types

DEPTH = 20_000


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def _tuples(depth):
    value = ()
    for _ in range(depth):
        value = (value,)
    return value


def _dicts(depth):
    value = {}
    for _ in range(depth):
        value = {1: value}
    return value


def _negations(depth):
    node = ast.Constant(1, lineno=1, col_offset=0)
    for _ in range(depth):
        node = ast.UnaryOp(ast.USub(), node, lineno=1, col_offset=0)
    return ast.Expression(node)


def repr_list() -> str:
    return repr(_nested(DEPTH))[:10]


def repr_tuple() -> str:
    return repr(_tuples(DEPTH))[:10]


def repr_dict() -> str:
    return repr(_dicts(DEPTH))[:10]


def eq_list() -> int:
    return _nested(DEPTH) == _nested(DEPTH)


def eq_dict() -> int:
    return _dicts(DEPTH) == _dicts(DEPTH)


def json_loads() -> int:
    json.loads("[" * DEPTH)
    return 1


def json_loads_obj() -> int:
    json.loads('{"a":' * DEPTH)
    return 1


def json_dumps() -> int:
    json.dumps(_nested(DEPTH))
    return 1


def json_dumps_d() -> int:
    json.dumps(_dicts(DEPTH))
    return 1


def pickle_dumps() -> int:
    pickle.dumps(_nested(DEPTH))
    return 1


def pickle_dumps_t() -> int:
    pickle.dumps(_tuples(DEPTH))
    return 1


def isinstance_of_tuples() -> int:
    t = (int,)
    for _ in range(DEPTH):
        t = (t,)
    return isinstance("", t)


def deepcopy_list() -> int:
    copy.deepcopy(_nested(3000))
    return 1


def ast_dump() -> int:
    ast.dump(_negations(DEPTH))
    return 1


def ast_unparse() -> int:
    ast.unparse(_negations(DEPTH))
    return 1


def element_tree() -> int:
    import xml.etree.ElementTree as E

    E.tostring(E.fromstring("<a>" * 5000 + "</a>" * 5000))
    return 1


def union_rec() -> int:
    t = int
    for _ in range(10000):
        t = list[t]
    return len(repr(t))


def ordereddict_eq() -> int:
    a = collections.OrderedDict()
    b = collections.OrderedDict()
    for _ in range(DEPTH):
        a = collections.OrderedDict(a=a)
        b = collections.OrderedDict(a=b)
    return a == b


def ns_repr() -> int:
    x = 1
    for _ in range(DEPTH):
        x = types.SimpleNamespace(x=x)
    return len(repr(x))


def set_frozen() -> int:
    s = frozenset()
    for _ in range(DEPTH):
        s = frozenset([s])
    return len(repr(s))


def dc_eq() -> int:
    import dataclasses

    @dataclasses.dataclass
    class D:
        x: object

    a = b = None
    for _ in range(DEPTH):
        a = D(a)
        b = D(b)
    return a == b


def dc_repr() -> int:
    import dataclasses

    @dataclasses.dataclass
    class D:
        x: object

    a = None
    for _ in range(DEPTH):
        a = D(a)
    return len(repr(a))


def chainmap_again() -> int:
    c = collections.ChainMap()
    for _ in range(DEPTH):
        c = collections.ChainMap(c)
    return c.get(1) or 1


def dealloc_list() -> int:
    _nested(10**6)
    return 1


def dealloc_tuple() -> int:
    _tuples(10**6)
    return 1


def dealloc_dict() -> int:
    _dicts(3 * DEPTH)
    return 1


class Node:
    __slots__ = ("n",)


def dealloc_slots() -> int:
    x = None
    for _ in range(DEPTH):
        y = Node()
        y.n = x
        x = y
    del x, y
    return 1


class Plain:
    pass


def dealloc_plain() -> int:
    x = None
    for _ in range(DEPTH):
        y = Plain()
        y.n = x
        x = y
    del x, y
    return 1


def dealloc_map() -> int:
    x = iter([1])
    for _ in range(DEPTH):
        x = map(int, x)
    del x
    return 1


def dealloc_chain() -> int:
    x = iter([1])
    for _ in range(DEPTH):
        x = itertools.chain(x, [1])
    del x
    return 1


def dealloc_closure() -> int:
    x = None
    for _ in range(DEPTH):
        x = (lambda x: lambda: x)(x)
    del x
    return 1


def dealloc_exc() -> int:
    x = None
    for _ in range(DEPTH):
        y = ValueError()
        y.__context__ = x
        x = y
    del x, y
    return 1


def dealloc_tb() -> int:
    def f(n):
        if n:
            f(n - 1)
        else:
            raise ValueError

    sys.setrecursionlimit(10**6)
    try:
        f(50000)
    except ValueError as e:
        x = e
    del x
    return 1


def dealloc_method() -> int:
    x = []
    for _ in range(DEPTH):
        x = [x].append
    del x
    return 1


def dealloc_memoryview() -> int:
    x = bytearray(1)
    for _ in range(DEPTH):
        x = memoryview(x)
    del x
    return 1


def dealloc_dictview() -> int:
    x = {}
    for _ in range(DEPTH):
        x = {1: x}.values()
    del x
    return 1


def dealloc_et() -> int:
    import xml.etree.ElementTree as E

    E.fromstring("<a>" * 50000 + "</a>" * 50000)
    return 1
