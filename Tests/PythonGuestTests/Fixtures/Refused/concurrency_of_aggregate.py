import pyguest


@pyguest.function(concurrency=4)
class f:
    def accumulate(self, x: int) -> None:
        pass

    def finish(self) -> int:
        return 0
