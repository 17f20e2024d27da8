def f(x: int) -> str:
    return b'abc'
