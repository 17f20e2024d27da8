import pyguest._program

pyguest._program._loaded = lambda *_: ('f', 5, (5,), (2, -1, 2**70), 'int')


def f(x: int) -> int:
    return x
