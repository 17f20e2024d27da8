def f(x: int, **options: int) -> int:
    return x
