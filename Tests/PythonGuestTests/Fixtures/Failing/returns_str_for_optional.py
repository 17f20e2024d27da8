def f(x: int) -> int | None:
    return 'abc'
