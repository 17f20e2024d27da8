def f(x: int) -> int:
    raise ValueError('first line\nsecond line')
