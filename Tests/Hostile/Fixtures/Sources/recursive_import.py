import sys

import recursive_import

assert recursive_import is sys.modules[__name__]


def f() -> int:
    return 1
