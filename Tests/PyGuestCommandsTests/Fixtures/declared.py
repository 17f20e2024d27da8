from collections.abc import Iterator

import pyguest

calls = 0


@pyguest.function(name="half", volatility="immutable")
def _half_of(x: float) -> float:
    return x / 2


@pyguest.function(volatility="immutable")
def same(x: int) -> int:
    """The number of this call."""
    global calls
    calls += 1
    return calls


@pyguest.function(volatility="stable")
def other(x: int) -> int:
    """The number of this call."""
    global calls
    calls += 1
    return calls


@pyguest.function(on_null="skip")
def shown(x: int | None, y: str | None = None) -> str:
    return f"{x} {y}"


@pyguest.function(on_null="call")
def told(x: int | None) -> str:
    return f"{x}"


@pyguest.function(name="longest", on_null="skip")
class LongestText:
    def __init__(self) -> None:
        self.length = 0

    def accumulate(self, x: str | None) -> None:
        if x is None:
            raise ValueError("NULL came in")
        self.length = max(self.length, len(x))

    def finish(self) -> int:
        return self.length


@pyguest.function(name="up_to", on_null="skip")
def _count(most: int | None) -> Iterator[int]:
    yield from range(most if most is not None else 3)


@pyguest.function(name="half")
def also_half(x: float) -> float:
    return x * 0.5


@pyguest.function(on_null="call")
def deaf(x: int | None, y: int) -> int:
    return y
