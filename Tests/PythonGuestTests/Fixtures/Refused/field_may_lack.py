import typing


class Person(typing.TypedDict, total=False):
    name: str


def f(x: Person) -> int:
    return 1
