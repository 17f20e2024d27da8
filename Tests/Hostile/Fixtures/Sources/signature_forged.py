import inspect


def f(x: int) -> int:
    return x


f.__signature__ = inspect.Signature([], return_annotation=int)
