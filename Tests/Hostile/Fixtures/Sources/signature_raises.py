class Raising:
    def __get__(self, *_):
        raise SystemExit


def f(x: int) -> int:
    return x


f.__text_signature__ = Raising()
f.__signature__ = Raising()
