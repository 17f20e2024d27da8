import sys

for _name in list(sys.modules):
    if _name.startswith('pyguest'):
        del sys.modules[_name]


def f(x: int) -> int:
    return x
