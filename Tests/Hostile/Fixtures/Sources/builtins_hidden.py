__builtins__ = {}


def f(x: 'int') -> 'int':
    return x
