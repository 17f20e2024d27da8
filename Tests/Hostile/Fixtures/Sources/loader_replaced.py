import pyguest._signatures

pyguest._signatures.Operation.loaded = lambda *_: (1, 2, 3, 4, 5, 6)


def f(x: int) -> int:
    return x
