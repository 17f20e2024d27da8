def f(x: int) -> int:
    lenght = x
    return length
