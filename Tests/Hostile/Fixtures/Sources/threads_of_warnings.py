import warnings

warnings.simplefilter('error')


def f() -> int:
    return '\d' and 1
