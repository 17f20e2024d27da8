class F:
    def __init__(self, start: int, step: int = 1, *others: int) -> None:
        self.total = start

    def accumulate(self, x: int) -> None:
        self.total += x

    def finish(self) -> int:
        return self.total
