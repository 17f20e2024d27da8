import inspect
import typing


def f(x: int) -> int:
    return x


inspect.signature = inspect.unwrap = typing.get_type_hints = lambda *_: 5
