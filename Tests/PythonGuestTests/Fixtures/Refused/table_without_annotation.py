def f(x: int):
    yield x
