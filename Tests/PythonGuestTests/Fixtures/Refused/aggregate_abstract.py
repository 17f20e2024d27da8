import abc


class F(abc.ABC):
    def accumulate(self, x: int) -> None: ...

    @abc.abstractmethod
    def finish(self) -> int: ...
