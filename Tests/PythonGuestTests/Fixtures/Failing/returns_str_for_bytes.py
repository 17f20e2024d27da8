def f(x: int) -> bytes:
    return 'abc'
