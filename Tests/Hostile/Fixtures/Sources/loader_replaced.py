import pyguest._program
import pyguest._signatures

pyguest._program._loaded = lambda *_: (1, 2, 3, 4, 5)


def f(x: int) -> int:
    return x
