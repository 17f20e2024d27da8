"""Returned values that are not what they seem. `x` runs over many rows."""

import datetime
import enum


class Colour(enum.IntEnum):
    RED = 1


class EvilInt(int):
    def __int__(self):
        raise ValueError("__int__")

    __index__ = __repr__ = __str__ = __eq__ = __lt__ = __int__


class EvilFloat(float):
    def __float__(self):
        raise ValueError("__float__")

    __repr__ = __str__ = __float__


class EvilText(str):
    def __str__(self):
        raise ValueError("__str__")

    __repr__ = __len__ = __getitem__ = encode = __iter__ = __str__


class EvilBytes(bytes):
    def __bytes__(self):
        raise ValueError("__bytes__")

    __repr__ = __len__ = __getitem__ = __iter__ = __bytes__


class Liar:
    __class__ = int

    def __int__(self):
        return 1

    __index__ = __int__


class FloatLiar:
    def __float__(self):
        return 1.0


def int_enum(x: int) -> int:
    return Colour.RED


def evil_int(x: int) -> int:
    return EvilInt(x)


def evil_large_int(x: int) -> int:
    return EvilInt(2**70)


def evil_float(x: int) -> float:
    return EvilFloat(1.5)


def evil_int_for_float(x: int) -> float:
    return EvilInt(2)


def evil_text(x: int) -> str:
    return EvilText("text é")


def evil_text_for_int(x: int) -> int:
    return EvilText("text")


def evil_bytes(x: int) -> bytes:
    return EvilBytes(b"bytes")


def lying_class(x: int) -> int:
    return Liar()


def float_liar(x: int) -> float:
    return FloatLiar()


def lying_bool(x: int) -> bool:
    return Liar()


def evil_date(x: int) -> datetime.date:
    class Date(datetime.date):
        @property
        def year(self):
            raise ValueError("year")

    return Date(2024, 2, 29)


def evil_datetime(x: int) -> datetime.datetime:
    class Zone(datetime.tzinfo):
        def utcoffset(self, _):
            raise ValueError("utcoffset")

    return datetime.datetime(2024, 1, 1, tzinfo=Zone())


def evil_timedelta(x: int) -> datetime.timedelta:
    class Delta(datetime.timedelta):
        days = property(lambda self: 1 // 0)

    return Delta(days=1)


def evil_zone_property(x: int) -> int:
    class Zoned:
        @property
        def tzinfo(self):
            raise SystemExit("tzinfo")

    return Zoned()


def repr_raises(x: int) -> int:
    class Shown:
        def __repr__(self):
            raise ValueError("repr")

    return Shown()


def repr_exits(x: int) -> int:
    class Shown:
        def __repr__(self):
            raise SystemExit

    return Shown()


def repr_never_ends(x: int) -> int:
    class Shown:
        def __repr__(self):
            while True:
                pass

    return Shown()


def repr_recurses(x: int) -> int:
    class Shown:
        def __repr__(self):
            return repr(self)

    return Shown()


def repr_of_a_gigabyte(x: int) -> int:
    class Shown:
        def __repr__(self):
            return "x" * 1_000_000_000

    return Shown()


def repr_of_ten_megabytes(x: int) -> int:
    class Shown:
        def __repr__(self):
            return "x" * 10_000_000

    return Shown()


def repr_of_evil_text(x: int) -> int:
    class Shown:
        def __repr__(self):
            return EvilText("text")

    return Shown()


def repr_is_no_text(x: int) -> int:
    class Shown:
        def __repr__(self):
            return 5

    return Shown()


def repr_with_surrogates(x: int) -> int:
    class Shown:
        def __repr__(self):
            return "\ud800\x00\n\x1b[31m"

    return Shown()


def class_without_name(x: int) -> int:
    return type("", (), {"__repr__": lambda _: "nameless"})()


def class_with_evil_name(x: int) -> int:
    class Meta(type):
        __name__ = property(lambda _: 1 // 0)

    return Meta("Named", (), {})()


def class_with_long_name(x: int) -> int:
    return type("N" * 1_000_000, (), {"__repr__": lambda _: "long"})()


def recursive_list(x: int) -> int:
    items = []
    items.append(items)
    return items


def nested_list(x: int) -> int:
    items = []
    for _ in range(100_000):
        items = [items]
    return items


def the_function_itself(x: int) -> int:
    return the_function_itself


def not_implemented(x: int) -> int:
    return NotImplemented


def text_of_surrogates(x: int) -> str:
    return "\udcff" * 1000


def text_with_zero(x: int) -> str:
    return "a\0b"


def negative_zero(x: int) -> float:
    return -0.0


def generator_object(x: int) -> int:
    return (n for n in range(x))


def coroutine_object(x: int) -> int:
    async def later() -> int:
        return 1

    return later()


def memory_view(x: int) -> bytes:
    return memoryview(b"abc")
