def f(x: int) -> int:
    yield x
