"""What Python programs are made of: a compiled program must answer as an interpreted one."""

import abc
import collections
import contextlib
import copy
import dataclasses
import datetime
import enum
import functools
import gc
import inspect
import itertools
import json
import operator
import sys
import typing
import weakref


# MARK: Functions


def defaults(x: int, step: int = 2) -> int:
    return x + step


def keywords(x: int) -> str:
    def gather(*args, scale=1, **others):
        return [a * scale for a in args], sorted(others.items())

    return repr(gather(x, 2, scale=3, b=1, a=x))


def closures(x: int) -> int:
    total = 0

    def add(amount):
        nonlocal total
        total += amount
        return total

    adders = [lambda y, i=i: y + i for i in range(3)]
    return add(x) + add(1) + sum(adder(x) for adder in adders)


def recursion(x: int) -> int:
    return 1 if x <= 1 else x * recursion(x - 1)


def _traced(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args) + 1

    return wrapper


@_traced
def decorated(x: int) -> int:
    """What a decorator made of it."""
    return x * 2


@functools.lru_cache(maxsize=None)
def cached(x: int) -> int:
    return x if x < 2 else cached(x - 1) + cached(x - 2)


def of_functions(x: int) -> str:
    def local(a: int, b: float = 1.5, *, c: str = "c") -> "str":
        "Says what it is."

    local.mark = x
    local.__defaults__ = (2.5,)
    local.__name__ = "renamed"
    del local.__dict__["mark"]
    return repr(
        (
            local.__name__, local.__doc__, local.__defaults__, local.__kwdefaults__,
            sorted(local.__annotations__), str(inspect.signature(local)), local.__dict__,
            local.__code__.co_varnames, local.__closure__, callable(local), local == local,
            local.__module__ == of_functions.__module__, hash(local) == hash(local),
        )
    )


def copied(x: int) -> int:
    def local(y):
        return x + y

    alike = copy.copy(local), copy.deepcopy(local)
    return alike[0](1) + alike[1](2)


def partials(x: int) -> int:
    add = functools.partial(operator.add, x)
    return functools.reduce(operator.add, map(add, range(4)), 0)


# MARK: Classes


class _Shape(abc.ABC):
    count = 0

    def __init__(self, side):
        self.side = side

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        _Shape.count += 1

    @property
    @abc.abstractmethod
    def area(self): ...

    @classmethod
    def unit(cls):
        return cls(1)

    @staticmethod
    def kind():
        return "shape"

    def __repr__(self):
        return f"{type(self).__name__}({self.side})"

    def __eq__(self, other):
        return self.area == other.area

    def __hash__(self):
        return hash(self.side)

    def __lt__(self, other):
        return self.area < other.area

    def __add__(self, other):
        return type(self)(self.side + other.side)

    def __getitem__(self, key):
        return (self.side, key)

    def __contains__(self, item):
        return item == self.side

    def __len__(self):
        return self.side

    def __call__(self, factor):
        return self.area * factor

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return name.upper()


class _Square(_Shape):
    @property
    def area(self):
        return self.side**2

    @area.setter
    def area(self, value):
        self.side = round(value**0.5)


class _Wide(_Square):
    __slots__ = ("extra",)

    @property
    def area(self):
        return super().area * 2


class _Meta(type):
    def __new__(mcls, name, bases, scope, **keywords):
        scope["added"] = keywords.get("added", 0)
        return super().__new__(mcls, name, bases, scope)

    def __call__(cls, *args):
        made = super().__call__(*args)
        made.called = True
        return made


class _Made(metaclass=_Meta, added=7):
    pass


def classes(x: int) -> str:
    square, wide = _Square(x), _Wide(x)
    square.area = 49
    return repr(
        (
            square, wide, square.area, wide.area, square == wide, sorted([wide, square]),
            square + wide, square["k"], 7 in square, len(square), square(2), square.other,
            _Square.unit(), _Shape.kind(), _Shape.count, hash(square), isinstance(wide, _Shape),
            [c.__name__ for c in _Wide.__mro__], _Made().added, _Made().called,
        )
    )


def methods(x: int) -> str:
    square = _Square(x)
    bound = square.__call__
    plain = _Square.unit
    return repr(
        (
            bound(1), bound == square.__call__, plain(), bound.__name__, bound.__self__ is square,
            bound.__func__ is _Shape.__call__, list(map(_Square.__repr__, [square])),
            copy.copy(bound)(1), copy.deepcopy(bound)(1), hash(bound) == hash(square.__call__),
        )
    )


def abstract(x: int) -> str:
    try:
        _Shape(x)
    except TypeError:
        return "refused"
    return "made"


@dataclasses.dataclass(order=True, frozen=True)
class _Point:
    x: int
    y: int = 2
    tags: list = dataclasses.field(default_factory=list, compare=False)

    def __post_init__(self):
        self.tags.append(self.x)


@dataclasses.dataclass
class _Open:
    name: str
    size: typing.ClassVar[int] = 3


def dataclass(x: int) -> str:
    point = _Point(x)
    try:
        point.x = 1
    except dataclasses.FrozenInstanceError as error:
        refused = str(error)
    moved = dataclasses.replace(point, y=9)
    return repr((point, moved, point < moved, dataclasses.asdict(moved), refused, _Open("n")))


class _Colour(enum.Enum):
    RED = 1
    BLUE = 2

    @property
    def next(self):
        return _Colour(self.value % 2 + 1)


class _Bits(enum.IntFlag):
    A = 1
    B = 2


class _Pair(typing.NamedTuple):
    first: int
    second: str = "s"

    def both(self):
        return f"{self.first}{self.second}"


def enums_and_tuples(x: int) -> str:
    other = collections.namedtuple("other", "a b")
    return repr((_Colour(x % 2 + 1).next.name, _Bits.A | _Bits.B, _Pair(x).both(), other(x, b=2)))


class _Descriptor:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return (self.name, instance is None)

    def __set__(self, instance, value):
        instance.__dict__["kept"] = value


class _Described:
    field = _Descriptor()


def descriptors(x: int) -> str:
    described = _Described()
    described.field = x
    return repr((described.field, _Described.field, described.kept))


class _Box(typing.Generic[typing.TypeVar("T")]):
    def __class_getitem__(cls, item):
        return (cls.__name__, item.__name__)


def generics(x: int) -> str:
    return repr((_Box[int], typing.get_type_hints(defaults)["step"].__name__))


# MARK: Generators and coroutines


def _count(limit):
    received = 0
    try:
        while received < limit:
            received += (yield received) or 1
        return "done"
    except ValueError as error:
        yield f"caught {error}"
    finally:
        _ended.append(limit)


_ended: list = []


def generators(x: int) -> str:
    _ended.clear()
    counting = _count(x + 3)
    got = [next(counting), counting.send(2), counting.throw(ValueError("v"))]
    rest = list(counting)
    closed = _count(100)
    next(closed)
    closed.close()
    abandoned = _count(200)
    next(abandoned)
    del abandoned
    return repr((got, rest, _ended, list(i * i for i in range(x) if i % 2)))


def of_generators(x: int) -> str:
    counting = _count(x)
    before = inspect.getgeneratorstate(counting)
    next(counting, None)
    counting.__name__ = "renamed"
    return repr(
        (
            before, inspect.getgeneratorstate(counting), counting.__name__, counting.__qualname__,
            counting.gi_running, counting.gi_yieldfrom, counting.gi_code.co_name,
            inspect.isgenerator(counting), inspect.isgeneratorfunction(_count),
        )
    )


def delegating(x: int) -> str:
    def outer():
        result = yield from _count(x)
        yield result

    return repr(list(outer()))


def iterators(x: int) -> str:
    class Countdown:
        def __init__(self, start):
            self.now = start

        def __iter__(self):
            return self

        def __next__(self):
            if self.now <= 0:
                raise StopIteration
            self.now -= 1
            return self.now

    first, *middle, last = Countdown(x + 3)
    pairs = [(a, b) for a in Countdown(3) for b in Countdown(a)]
    chained = list(itertools.chain.from_iterable(itertools.groupby([1, 1, x], bool)))
    return repr((first, middle, last, pairs, {k: v for k, v in pairs}, {a for a in (x, x)},
                 len(chained)))


class _Awaitable:
    def __await__(self):
        got = yield "asked"
        return got


async def _double(x):
    return await _Awaitable() + x


async def _numbers(limit):
    try:
        for i in range(limit):
            yield i
    finally:
        _ended.append("async")


class _Manager:
    async def __aenter__(self):
        return 5

    async def __aexit__(self, *error):
        return True


async def _all(x):
    found = [i async for i in _numbers(3)]
    async with _Manager() as value:
        found.append(value)
        raise KeyError("suppressed")
    found.append(await _double(x))
    stopped = _numbers(9)
    found.append(await anext(stopped))
    await stopped.aclose()
    return found


def _run(coroutine):
    asked, answer = [], None
    try:
        while True:
            asked.append(coroutine.send(answer))
            answer = 10
    except StopIteration as stop:
        return asked, stop.value


def coroutines(x: int) -> str:
    _ended.clear()
    closed = _double(x)
    state = closed.cr_code.co_name, closed.cr_await, closed.__name__, inspect.iscoroutine(closed)
    closed.close()
    thrown = _double(x)
    thrown.send(None)
    try:
        thrown.throw(ValueError("in"))
    except ValueError as error:
        state += (str(error),)
    numbers = _numbers(2)
    state += (numbers.ag_code.co_name, numbers.__name__, numbers.ag_await)
    return repr((_run(_all(x)), _ended, state, inspect.iscoroutinefunction(_double)))


# MARK: Statements


@contextlib.contextmanager
def _noted(notes, name):
    notes.append(f"+{name}")
    try:
        yield name
    finally:
        notes.append(f"-{name}")


def managers(x: int) -> str:
    notes: list = []
    with contextlib.suppress(KeyError), _noted(notes, "a") as a, _noted(notes, "b"):
        notes.append(a)
        raise KeyError(x)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_noted(notes, "c"))
    return repr(notes)


def exceptions(x: int) -> str:
    notes: list = []

    def fail(kind):
        try:
            raise kind("first")
        except LookupError as error:
            raise RuntimeError("second") from error
        except (ValueError, TypeError):
            notes.append(sys.exc_info()[0].__name__)
            raise
        else:
            notes.append("never")
        finally:
            notes.append("finally")

    for kind in (KeyError, ValueError):
        try:
            fail(kind)
        except Exception as error:
            notes.append((type(error).__name__, str(error), type(error.__cause__).__name__))
            frames = []
            trace = error.__traceback__
            while trace:
                frames.append((trace.tb_frame.f_code.co_name, trace.tb_lineno > 0))
                trace = trace.tb_next
            notes.append(frames)
    try:
        return notes.missing
    except AttributeError:
        notes.append("attribute")
    try:
        assert x > 100, "too small"
    except AssertionError as error:
        notes.append(repr(error))
    return repr(notes)


def matching(x: int) -> str:
    def kind(value):
        match value:
            case 0 | 1:
                return "small"
            case int(n) if n > 100:
                return f"large {n}"
            case [int(first), *rest]:
                return f"list {first} {rest}"
            case {"k": k}:
                return f"dict {k}"
            case _Point(x=px, y=2) | _Point(px, 3):
                return f"point {px}"
            case [[inner, *_], str() as text, ("a" | "b")]:
                return f"nested {inner} {text}"
            case _Colour.RED:
                return "red"
            case _:
                return "other"

    values = x, 101, [1, 2, 3], {"k": 1, "z": 2}, _Point(4), _Point(5, 3), [[1, 2], "s", "b"]
    values += _Colour.RED, "text", None
    return repr([kind(value) for value in values])


def expressions(x: int) -> str:
    if (half := x // 2) > 1:
        chained = 0 < half < 10 or "no"
    else:
        chained = None
    text = f"{x!r:>5}|{x:08.3f}|{x=}|{'nested ' + f'{half}'}"
    matrix = [[i * j for j in range(3)] for i in range(3)]
    matrix[1][::2] = [9, 9]
    x += 1
    x <<= 2
    merged = {"a": 1, **{"b": x}} | {"c": 3}
    del merged["a"]
    big = (x + 2) ** 70 % (10**20 + 39)
    sums = -7 // 2, -7 % 3, 7.5 // 2, ~x, 1 < 2 != x
    return repr((half, chained, text, matrix, x, merged, big, sums))


_counter = 0


def globals_and_loops(x: int) -> int:
    global _counter
    _counter += 1
    for i in range(10):
        if i == x:
            break
        if i % 2:
            continue
        _counter += i
    else:
        _counter += 1000
    while x > 0:
        x -= 1
    else:
        _counter += x
    assert _counter >= 0, "never"
    return _counter


def evaluated(x: int) -> str:
    scope: dict = {"x": x}
    exec("def inner(y):\n    return [x + y for _ in range(2)]", scope)
    return repr((eval("x * 2"), scope["inner"](1), sorted(locals())))


def unpacking(x: int) -> str:
    a, (b, *c), d = x, (1, 2, 3), [4]
    [first, *_], last = [range(x + 1), x]
    swapped = [a, b]
    swapped[0], swapped[1] = swapped[1], swapped[0]
    values = list(range(10))
    values[2:5] = "ab"
    del values[-1], a
    try:
        return a
    except UnboundLocalError as error:
        told = str(error)
    try:
        p, q = [x]
    except ValueError as error:
        told += str(error)
    return repr((b, c, d, first, last, swapped, values, told, [*values, *c], {**{"k": b}}))


def leaving(x: int) -> str:
    notes: list = []

    def early():
        for i in range(3):
            try:
                if i == 0:
                    continue
                return i
            finally:
                notes.append(i)

    def overriding():
        try:
            raise KeyError(x)
        finally:
            return "overrides"

    def nested():
        try:
            try:
                {}[x]
            except KeyError:
                raise ValueError("bad") from None
        except ValueError as error:
            return error.__suppress_context__, type(error.__context__).__name__

    return repr((early(), overriding(), nested(), notes))


def misused(x: int) -> str:
    def two(a, b, /, *, c=0):
        return a + b + c

    def told(function):
        try:
            return function()
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    return repr(
        [
            told(lambda: two(1)), told(lambda: two(1, 2, 3)), told(lambda: two(1, b=2)),
            told(lambda: two(1, 2, d=3)), told(lambda: x.missing), told(lambda: x + "a"),
            told(lambda: [][x]), told(lambda: undefined), told(lambda: int("z")), told(lambda: x()),
            told(lambda: 1 // 0), told(lambda: iter(x)), told(lambda: {}[x]), told(lambda: len(x)),
        ]
    )


class _Vector:
    def __init__(self, *parts):
        self.parts = parts

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self.parts, other.parts))

    def __iadd__(self, other):
        self.parts += (other,)
        return self

    def __radd__(self, other):
        return other + len(self.parts)

    def __neg__(self):
        return _Vector(*(-part for part in self.parts))

    def __bool__(self):
        return bool(self.parts)

    def __format__(self, form):
        return "|".join(format(part, form) for part in self.parts)

    def __index__(self):
        return len(self.parts)

    def __enter__(self):
        return self.parts

    def __exit__(self, kind, error, trace):
        return kind is ZeroDivisionError

    def __del__(self):
        _ended.append(self.parts)


def operators(x: int) -> str:
    _ended.clear()
    vector = _Vector(x, 2)
    vector += 3
    with vector as parts:
        parts[0] / 0
    got = [vector @ vector, 1 + vector, (-vector).parts, bool(_Vector()), f"{vector:03d}"]
    got += ["abcdef"[vector], x if vector else None, not vector, vector and 1, x or "zero"]
    del vector
    return repr((got, _ended, 3 + 4j, b"%d" % x, "%5.2f" % x, 0.1 + 0.2, 2**-1, divmod(-x, 3)))


def scopes(x: int) -> str:
    class Scope:
        y = x
        names = [f"{n}" for n in range(2)]
        z: int = y + 1

        def own(self):
            return __class__.__name__

        class Inner:
            w = x

    found = [last := i for i in range(3)]
    ordered = dict.fromkeys(name for name in vars(Scope) if not name.startswith("_"))
    return repr((list(ordered), Scope.__annotations__, Scope().own(), Scope.Inner.w, last, found,
                 Scope.Inner.__qualname__, Scope.__module__ == scopes.__module__))


def imports(x: int) -> str:
    import os.path as path
    from collections import abc as collected, deque

    return repr((path.join("a", "b"), issubclass(list, collected.Sequence), deque([x], 2)))


def quoted(x: "int", y: "typing.Optional[str]" = None) -> "str | None":
    return y and y * x


class _Protocol(typing.Protocol):
    def method(self) -> int: ...


class _Typed(typing.TypedDict, total=False):
    key: int


def typed(x: int) -> str:
    typed: _Typed = {"key": x}
    cast = typing.cast("str", x)
    return repr((typed, cast, typing.get_type_hints(_Typed), typing.get_origin(list[int])))


# MARK: The interpreter


def memory(x: int) -> str:
    class Node:
        pass

    def cycle():
        node = Node()
        node.itself = lambda: node
        return weakref.ref(node)

    def local():
        return x

    held = weakref.ref(local)
    dead = [cycle() for _ in range(3)]
    gc.collect()
    return repr(([each() for each in dead], held() is local, held()()))


def frames(x: int) -> str:
    def inner():
        frame = sys._getframe()
        return frame.f_code.co_name, frame.f_back.f_code.co_name, frame.f_lineno > 0

    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
        seen = frame.f_code.co_name, frame.f_globals is globals()
    return repr((inner(), seen))


@functools.singledispatch
def _shown(value):
    return "any"


@_shown.register
def _(value: int):
    return "int"


@_shown.register(list)
def _(value):
    return "list"


class _Node:
    @functools.cached_property
    def once(self):
        return [1]


def library(x: int) -> str:
    node = _Node()
    counts = collections.Counter("abca")
    groups = collections.defaultdict(list)
    groups["k"].append(x)
    return repr(
        (
            _shown(1), _shown([]), _shown("s"), node.once is node.once, counts.most_common(1),
            dict(groups), json.dumps({"d": x}, sort_keys=True, default=lambda o: None),
            sorted("bca", key=lambda c: -ord(c)), max([3, x], key=lambda v: -v),
            str(datetime.date(2024, 2, 29) + datetime.timedelta(days=x)),
        )
    )
