def größe() -> int:
    return 1


def 日本語() -> int:
    return 2


def ﬁ() -> int:
    return 3
