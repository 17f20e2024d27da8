"""A function of classes, attributes and containers: what an order comes to."""

from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True)
class Item:
    name: str
    price: int
    count: int

    @property
    def total(self) -> int:
        return self.price * self.count


class Discount:
    """Takes nothing off."""

    def __init__(self, least: int) -> None:
        self.least = least

    def applies(self, total: int) -> bool:
        return total >= self.least

    def off(self, total: int) -> int:
        return 0


class Percentage(Discount):
    def __init__(self, least: int, percent: int) -> None:
        super().__init__(least)
        self.percent = percent

    def off(self, total: int) -> int:
        return total * self.percent // 100


class Amount(Discount):
    def __init__(self, least: int, amount: int) -> None:
        super().__init__(least)
        self.amount = amount

    def off(self, total: int) -> int:
        return self.amount


@dataclass
class Order:
    items: list[Item] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        self.items.append(item)
        self.counts[item.name] = self.counts.get(item.name, 0) + item.count

    def total(self, discounts: tuple[Discount, ...]) -> int:
        total = sum(item.total for item in self.items)
        best = max((d.off(total) for d in discounts if d.applies(total)), default=0)
        return total - best


NAMES = ["apple", "pear", "plum", "fig", "quince"]
DISCOUNTS = (Discount(0), Percentage(5_000, 10), Amount(2_000, 300))


def order_total(seed: int) -> int:
    order = Order()
    for number in range(1 + seed % 4):
        name = NAMES[(seed + number) % len(NAMES)]
        order.add(Item(name, 100 + seed % 900, 1 + (seed + number) % 7))
    kinds = {name for name, count in order.counts.items() if count > 2}
    return order.total(DISCOUNTS) + len(kinds)
