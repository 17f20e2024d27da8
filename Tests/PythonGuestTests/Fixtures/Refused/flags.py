import enum


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


def f(x: Rights) -> int:
    return 1
