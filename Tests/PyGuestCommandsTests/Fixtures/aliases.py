from datetime import date
from typing import Annotated, NewType

Id = NewType("Id", int)
Key = NewType("Key", Id)
type Day = date
type MaybeDay = Day | None
type Itself = Itself
type Unknown = Nowhere
Plain = int


def key(k: Key, n: Id | None = None) -> Id:
    return Id(k + (n or 0))


def day(d: MaybeDay) -> Day | None:
    return d


def noted(x: Annotated[Plain, "metres"]) -> Annotated[str, "text"]:
    return repr(x)


def endless(x: Itself) -> int:
    return 1


def unknown(x: Unknown) -> int:
    return 1
