class Lie:
    __module__ = __name__

    def __call__(self, x: int) -> int:
        return x

    __wrapped__ = property(lambda self: self)


lie = Lie()
