def f(x: "int |") -> int:
    return 1
