import pyguest._signatures

pyguest._signatures.Operation.loaded = lambda *_: ('f', 5, (5,), (2, -1, 2**70), 'int', 0)


def f(x: int) -> int:
    return x
