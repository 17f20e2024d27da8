def ADD_ONE(x: int) -> int:
    return x
