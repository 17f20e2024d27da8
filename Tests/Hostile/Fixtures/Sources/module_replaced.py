import sys

sys.modules[__name__] = None


def f(x: 'int') -> int:
    return x
