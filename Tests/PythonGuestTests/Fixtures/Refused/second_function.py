def good(x: int) -> int:
    return x


def bad(x: complex) -> int:
    return 1
