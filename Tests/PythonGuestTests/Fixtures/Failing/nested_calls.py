def _inner(value: int) -> int:
    items = {"a": 1}
    return items["b" if value == 2 else "a"]


def _middle(value: int) -> int:
    return _inner(value) + 1


def f(x: int) -> int:
    return _middle(
        x,
    )
