def f(*args: int) -> int:
    return 1
