class Evil(dict):
    def items(self):
        raise SystemExit

    keys = values = __iter__ = get = __getitem__ = items


def f(x: int) -> int:
    return x


f.__annotations__ = Evil(x=int)
