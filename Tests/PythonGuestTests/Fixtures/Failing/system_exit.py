import sys


def f(x: int) -> int:
    sys.exit('done')
