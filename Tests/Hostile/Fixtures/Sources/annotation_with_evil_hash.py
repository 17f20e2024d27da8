class Meta(type):
    def __hash__(cls):
        raise SystemExit

    def __eq__(cls, other):
        raise SystemExit


class Type(metaclass=Meta):
    pass


def f(x: Type) -> int:
    return 1
