class Point:
    pass


def f(x: Point) -> int:
    return 1
