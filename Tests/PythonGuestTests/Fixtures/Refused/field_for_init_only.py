import dataclasses


@dataclasses.dataclass
class Scaled:
    x: int
    scale: dataclasses.InitVar[int] = 1
    y: int = 0


def f(x: Scaled) -> int:
    return 1
