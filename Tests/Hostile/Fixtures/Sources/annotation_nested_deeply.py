kind = int
for _ in range(50_000):
    kind = list[kind]


def f(x: kind) -> int:
    return 1
