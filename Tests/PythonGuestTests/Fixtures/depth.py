"""How many levels recursion of several kinds reaches before Python ends it."""

import functools
import json


def _reached(function) -> int:
    """The most that a function of a level was called with before RecursionError."""
    deepest = 0

    def seen(level):
        nonlocal deepest
        deepest = max(deepest, level)
        return level + 1

    try:
        function(seen)
    except RecursionError:
        pass
    return deepest


def plain() -> int:
    def body(seen):
        def f(level):
            return f(seen(level))

        f(0)

    return _reached(body)


def memoised() -> int:
    def body(seen):
        @functools.cache
        def f(level):
            return f(seen(level))

        f(0)

    return _reached(body)


def memoised_method() -> int:
    def body(seen):
        class Node:
            @functools.lru_cache(maxsize=64)
            def f(self, level):
                return self.f(seen(level))

        Node().f(0)

    return _reached(body)


def method() -> int:
    def body(seen):
        class Node:
            def f(self, level):
                return self.f(seen(level))

        Node().f(0)

    return _reached(body)


def comprehension() -> int:
    def body(seen):
        def f(level):
            return [f(each) for each in (seen(level),)]

        f(0)

    return _reached(body)


def sorted_by_key() -> int:
    def body(seen):
        def f(level):
            return sorted([seen(level)], key=f)

        f(0)

    return _reached(body)


def mapped() -> int:
    def body(seen):
        def f(level):
            return list(map(f, [seen(level)]))

        f(0)

    return _reached(body)


def greatest_by_key() -> int:
    def body(seen):
        def f(level):
            return max([seen(level)], key=f)

        f(0)

    return _reached(body)


def partial() -> int:
    def body(seen):
        def f(level):
            return functools.partial(f, seen(level))()

        f(0)

    return _reached(body)


def generators() -> int:
    def body(seen):
        def f(level):
            yield from f(seen(level))

        list(f(0))

    return _reached(body)


def _by_object(name: str) -> int:
    def body(seen):
        class Node:
            def __init__(self, level):
                self.level = level

        def special(self, *others):
            return _USES[name](Node(seen(self.level)))

        setattr(Node, name, special)
        special(Node(0))

    return _reached(body)


_USES = {
    "__repr__": repr,
    "__hash__": hash,
    "__iter__": iter,
}


def repr_of_objects() -> int:
    return _by_object("__repr__")


def hash_of_objects() -> int:
    return _by_object("__hash__")


def iteration_of_objects() -> int:
    return _by_object("__iter__")


def _nested(depth: int) -> list:
    value = []
    for _ in range(depth):
        value = [value]
    return value


def json_nested() -> int:
    depth = 900
    return depth if json.loads(json.dumps(_nested(depth))) == _nested(depth) else 0


def json_indented() -> int:
    return 900 if json.dumps(_nested(900), indent=1).count("[") == 901 else 0


def repr_nested() -> int:
    return repr(_nested(900)).count("[") - 1


def xml_nested() -> int:
    import xml.etree.ElementTree as tree

    root = tree.fromstring("<a>" * 900 + "</a>" * 900)
    return tree.tostring(root).count(b"<a")
