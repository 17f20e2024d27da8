class Type:
    def __repr__(self):
        return 'x' * 1_000_000_000


def f(x: Type()) -> int:
    return 1
