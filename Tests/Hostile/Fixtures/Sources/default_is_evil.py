class Evil:
    def __eq__(self, _):
        raise SystemExit

    __repr__ = __bool__ = __hash__ = __eq__


def f(x: int = Evil()) -> int:
    return 1
