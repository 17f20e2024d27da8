def alive() -> int:
    return 1
