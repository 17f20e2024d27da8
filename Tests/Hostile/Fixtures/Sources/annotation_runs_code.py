def f(x: '__import__("os")._exit(7)') -> int:
    return 1
