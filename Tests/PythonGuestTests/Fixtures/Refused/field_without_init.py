import dataclasses


@dataclasses.dataclass
class Sum:
    a: int
    b: int = dataclasses.field(init=False)


def f(x: Sum) -> int:
    return 1
