def f(x: int) -> integer:
    return x
