"""How the interpreter allocates its objects, seen from Python."""

import enum
import gc
import sys
import tracemalloc

# Many times what CPython keeps for new ones.
KEPT = 1_000_000
# Around where ints are of one digit, are shared, and are of the sign's other side.
EDGES = [0, 1, 256, 257, 2**30 - 1, 2**30, 2**31, 2**32, 2**60 - 1, 2**60, 2**63, 2**64, 10**40]


def tracing_sees_what_is_allocated() -> bool:
    before = sys.getallocatedblocks()
    tracemalloc.start()
    try:
        held = [bytes(100) for _ in range(1000)] + [float(n) for n in range(1000)]
        more = [2**40 + n for n in range(1000)]
        size, _ = tracemalloc.get_traced_memory()
        lines = tracemalloc.take_snapshot().statistics("lineno")
        place = tracemalloc.get_object_traceback(more[0])
    finally:
        tracemalloc.stop()
    assert size > 100_000, size
    assert sum(line.count for line in lines) > 2500
    assert place is not None
    assert tracemalloc.get_traced_memory() == (0, 0)
    # What was allocated while it traced is freed without it, and the other way round.
    del held, more, lines, place
    gc.collect()
    return sys.getallocatedblocks() - before < 5000


def blocks_are_counted() -> bool:
    gc.collect()
    before = sys.getallocatedblocks()
    held = [2**20 + n for n in range(50_000)]
    during = sys.getallocatedblocks()
    assert during - before > 49_000, during - before
    del held
    gc.collect()
    after = sys.getallocatedblocks()
    return abs(after - before) < 2000


def a_million_ints_are_kept_and_freed() -> bool:
    held = [n * 3 for n in range(KEPT)]
    assert sum(held) == 3 * KEPT * (KEPT - 1) // 2
    # Freed in another order than they were made in.
    del held[::2]
    assert held[1000] == 3 * 2001
    del held
    return [n * 5 for n in range(KEPT // 10)][-1] == 5 * (KEPT // 10 - 1)


def ints_keep_their_values() -> bool:
    values = [sign * (edge + step) for edge in EDGES for step in (-1, 0, 1) for sign in (1, -1)]
    texts = [str(value) for value in values]
    for _ in range(200):
        # Digits come and go, so that blocks of all sizes are used again.
        made = [int(text) for text in texts]
        assert made == values
        assert [value + 1 - 1 for value in made] == values
        assert [(value << 70) >> 70 for value in made] == values
        assert [value * 3 // 3 for value in made] == values
        assert [value - (value - 5) for value in made] == [5] * len(made)
        assert [-(-value) for value in made] == values
        assert [str(value) for value in made] == texts
    return True


def blocks_of_large_ints_are_given_back() -> bool:
    step = 1 << 1_600_000
    # Each is 1000 and more, in the 200 KB that the subtraction needed.
    held = [(step + n) - step for n in range(1000, 1500)]
    assert held == list(range(1000, 1500))
    del held
    for n in range(1000, 1020):
        # Halves without digits, and a product of numbers of unlike lengths.
        assert ((1 << 100_000) + n) * (1 << 200_000) >> 300_000 == 1
    return len(bytes(150_000_000)) == 150_000_000


def the_smallest_are_one_object_each() -> bool:
    for n in range(-5, 257):
        large = 10**30 + n
        assert large - 10**30 is int(str(n)), n
        assert int.from_bytes(n.to_bytes(8, signed=True), signed=True) is int(str(n))
    return True


class Tagged(int):
    """An int with more in it than digits."""

    freed = 0

    def __new__(cls, value: int) -> "Tagged":
        self = super().__new__(cls, value)
        self.tag = [value]
        return self

    def __del__(self) -> None:
        Tagged.freed += 1


class Plain(int):
    pass


class Slotted(int):
    __slots__ = ()


class Colour(enum.IntEnum):
    RED = 1000
    BLUE = 2000


def subclasses_are_freed_as_their_own() -> bool:
    for kind in (Tagged, Plain, Slotted):
        held = [kind(value) for value in range(1000, 3000)]
        assert all(type(value) is kind for value in held)
        sums = [value + 1 for value in held]
        assert all(type(value) is int for value in sums)
        del held
        # What is made in their place is an int, with nothing of theirs.
        fresh = [value * 2 for value in sums]
        assert fresh == [2 * value for value in range(1001, 3001)]
        assert not any(hasattr(value, "tag") for value in fresh)
    assert Tagged.freed == 2000, Tagged.freed
    assert [Colour.RED + n for n in range(2)] == [1000, 1001]
    return Colour(2000) is Colour.BLUE


def bools_stay_two_objects() -> bool:
    for n in range(1000, 2000):
        assert (n > 0) is True and (n < 0) is False
        assert True + n == n + 1 and type(True + n) is int
        assert bool(n) is True and (n & 0 == 0) is True
    return {sys.getrefcount(True), sys.getrefcount(False)} == {sys.getrefcount(None)}


def collection_empties_what_is_kept() -> bool:
    held = [2**20 + n for n in range(5000)]
    del held
    gc.collect()
    first = sys.getallocatedblocks()
    gc.collect()
    return abs(sys.getallocatedblocks() - first) < 50
