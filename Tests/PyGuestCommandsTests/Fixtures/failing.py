def inverse(x: int) -> float:
    return 1 / x


def wrong(x: int) -> int:
    return "one"


def null(x: int) -> int:
    return None


def huge(x: int) -> int:
    return x << 64


def endless(x: int) -> int:
    return sum(iter(int, 1))


def greedy(x: int) -> int:
    kept = []
    while True:
        kept.append("x" * 1_000_000)


def chatty(x: int) -> int:
    while True:
        print("x" * 1000)


def _hidden(x: int) -> int:
    return x
