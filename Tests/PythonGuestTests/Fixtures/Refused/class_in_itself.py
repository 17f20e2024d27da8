import dataclasses


@dataclasses.dataclass
class Node:
    value: int
    next: "Node | None"


def f(x: Node) -> int:
    return 1
