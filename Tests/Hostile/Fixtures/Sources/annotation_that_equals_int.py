class Meta(type):
    def __hash__(cls):
        return hash(int)

    def __eq__(cls, other):
        return True


class Type(metaclass=Meta):
    pass


def f(x: Type) -> int:
    return 1
