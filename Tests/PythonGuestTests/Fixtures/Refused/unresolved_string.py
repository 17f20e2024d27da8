def f(x: "Missing") -> int:
    return 1
