"""Hands columns from pyarrow over to Swift and takes them back.

    PYTHONPATH=… python3 exchange.py LIBRARY CHECK [SEEDS]

LIBRARY is the package's ArrowExchange; CHECK is the name of a function below.
"""

import ctypes
import gc
import json
import random
import sys
import time

import pyarrow as pa
from arrays import REFUSED, TEXTS, TYPES, array_of

AS_IT_IS, REBUILT, SLICED, VALIDATED, LAST_ALONE = range(5)


class Structs:
    """Memory for an ArrowArray and an ArrowSchema."""

    def __init__(self):
        self.memory = ctypes.create_string_buffer(256)
        self.array = ctypes.addressof(self.memory)
        self.schema = self.array + 128


class Swift:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.exchange_keep.restype = ctypes.c_void_p

    def call(self, name, structs, way):
        message = ctypes.create_string_buffer(1000)
        failed = getattr(self.library, name)(
            ctypes.c_void_p(structs.array), ctypes.c_void_p(structs.schema), way, message,
            ctypes.c_size_t(len(message)),
        )
        if failed:
            raise ValueError(message.value.decode())

    def column(self, array, way=AS_IT_IS):
        structs = Structs()
        array._export_to_c(structs.array, structs.schema)
        self.call("exchange_column", structs, way)
        return pa.Array._import_from_c(structs.array, structs.schema)

    def batch(self, batch, way=AS_IT_IS):
        structs = Structs()
        batch._export_to_c(structs.array, structs.schema)
        self.call("exchange_batch", structs, way)
        return pa.RecordBatch._import_from_c(structs.array, structs.schema)


def same(expected, actual):
    actual.validate(full=True)
    assert actual.type == expected.type, f"{actual.type} where {expected.type} was handed over"
    assert actual.null_count == expected.null_count, (actual.null_count, expected.null_count)
    assert actual.equals(expected), f"{actual} where {expected} was handed over"


def columns(swift, seeds):
    """Every type, through Swift in every way."""
    for kind in TYPES:
        for seed in range(seeds):
            array = array_of(kind, random.Random(f"{kind} {seed}"))
            try:
                same(array, swift.column(array))
                same(array, swift.column(array, VALIDATED))
                same(array, swift.column(array, REBUILT))
                middle = array.slice(1, max(len(array) - 2, 0))
                if len(array) > 0:
                    same(middle, swift.column(array, SLICED))
            except Exception as error:
                error.add_note(f"{kind}, seed {seed}, {len(array)} rows from {array.offset} on")
                raise
    print(f"{len(TYPES)} types, {seeds} arrays each")


def batches(swift, seeds):
    """Record batches, and struct arrays whose columns come from an offset on."""
    for seed in range(seeds):
        chance = random.Random(seed)
        count = chance.choice([0, 1, 8, 30])
        kinds = chance.sample(sorted(TYPES), 4)
        batch = pa.record_batch([array_of(kind, chance, count) for kind in kinds], kinds)
        for way in (AS_IT_IS, VALIDATED, REBUILT):
            back = swift.batch(batch, way)
            back.validate(full=True)
            assert back.equals(batch), (kinds, seed, way)
        last = swift.batch(batch, LAST_ALONE)
        last.validate(full=True)
        assert last.equals(batch.select([3])), (kinds, seed)
        moved = batch.to_struct_array().slice(count // 2)
        structs = Structs()
        moved._export_to_c(structs.array, structs.schema)
        swift.call("exchange_batch", structs, AS_IT_IS)
        back = pa.RecordBatch._import_from_c(structs.array, structs.schema)
        assert back.equals(batch.slice(count // 2)), (kinds, seed)
    print(f"{seeds} batches")


def parts_with_offsets(swift, seeds):
    """Structs, lists and maps whose children begin at rows of their own."""
    for seed in range(seeds):
        chance = random.Random(seed)
        numbers = pa.array([chance.choice([None, 1, 2]) for _ in range(40)], pa.int64())
        numbers = numbers.slice(3, 30)
        texts = pa.array([chance.choice([None, *TEXTS]) for _ in range(40)]).slice(7, 30)
        keys = pa.array([f"k{n}" for n in range(40)]).slice(9, 30)
        rows = pa.array([0, 0, 4, 4, 9, 30], pa.int32())
        for array in (
            pa.StructArray.from_arrays([numbers, texts], ["n", "t"]),
            pa.ListArray.from_arrays(rows, texts),
            pa.MapArray.from_arrays(rows, keys, numbers),
        ):
            for part in (array, array.slice(2), array.slice(1, 3), array.slice(2, 0)):
                for way in (AS_IT_IS, VALIDATED, REBUILT):
                    same(part, swift.column(part, way))
    print(f"{seeds} arrays of each")


def taken_as_others(swift, seeds):
    """Dictionaries and offsets of 64 bits."""
    for seed in range(seeds):
        chance = random.Random(seed)
        for kind in ("utf8", "binary", "int8", "int64", "uint64", "timestamp"):
            plain = array_of(kind, chance)
            same(plain, swift.column(plain.dictionary_encode()))
            for index in (pa.int8(), pa.uint16(), pa.uint64()):
                of = pa.dictionary(index, plain.type)
                if len(plain.unique()) < 100:
                    same(plain, swift.column(plain.dictionary_encode().cast(of)))
        for large, small in (
            (pa.large_utf8(), array_of("utf8", chance)),
            (pa.large_binary(), array_of("binary", chance)),
            (pa.large_list(pa.int64()), array_of("list", chance)),
        ):
            wide = pa.concat_arrays([small, small]).cast(large)
            for start in (0, 3, 9, 13):
                part = wide.slice(start)
                same(part.cast(small.type), swift.column(part, chance.choice([0, 1, 3])))
        holder = pa.StructArray.from_arrays([plain.dictionary_encode()], ["d"]).slice(1)
        same(holder.cast(pa.struct([("d", plain.type)])), swift.column(holder))
    print(f"{seeds} arrays of each")


def refusals(swift, seeds):
    """Types that are refused, by their name and with what to do, at any depth."""
    for name, (array, advice) in REFUSED.items():
        inside = pa.StructArray.from_arrays([pa.array([1] * len(array)), array], ["n", "part"])
        for refused, place in ((array, ""), (inside, 'in "part": ')):
            try:
                swift.column(refused)
            except ValueError as error:
                text = str(error)
                assert text.startswith(f"unsupported_type: {place}"), text
                assert name in text and advice in text, text
            else:
                raise AssertionError(f"{refused.type} was taken")
    print(f"{len(REFUSED)} types refused")


def lifetimes(swift, seeds):
    """Buffers live until both sides have let go, and no longer; nothing is copied."""
    pool = pa.total_allocated_bytes
    before = pool()
    array = pa.array(range(100_000))
    address = array.buffers()[1].address
    back = swift.column(array)
    assert back.buffers()[1].address == address, "the values were copied"
    del array
    gc.collect()
    assert pool() - before >= 800_000, "released while it was still used"
    assert back[99_999].as_py() == 99_999
    del back
    gc.collect()
    assert pool() == before, f"{pool() - before} bytes were not released"

    batch = pa.record_batch([pa.array(range(100_000)), pa.array(range(1000)).take(
        pa.array([5] * 100_000))], ["a", "b"])
    gc.collect()
    whole = pool() - before
    last = swift.batch(batch, LAST_ALONE)
    del batch
    gc.collect()
    assert pool() - before < whole - 700_000, "a column kept the others alive"
    assert last["b"][0].as_py() == 5
    del last
    gc.collect()
    assert pool() == before, f"{pool() - before} bytes were not released"
    print("released")


def measure(swift, seeds):
    """Taking 100 MB of int64, and taking and handing it back: time and memory."""
    array = pa.repeat(pa.scalar(7, pa.int64()), 12_500_000)
    taken, exchanged = [], []
    resident = memory()
    for _ in range(100):
        structs, nanoseconds = Structs(), ctypes.c_int64()
        array._export_to_c(structs.array, structs.schema)
        kept = swift.library.exchange_keep(
            ctypes.c_void_p(structs.array), ctypes.c_void_p(structs.schema),
            ctypes.byref(nanoseconds))
        taken.append(nanoseconds.value / 1000)
        growth = memory() - resident
        swift.library.exchange_drop(ctypes.c_void_p(kept))
        array._export_to_c(structs.array, structs.schema)
        start = time.perf_counter_ns()
        swift.call("exchange_column", structs, AS_IT_IS)
        exchanged.append((time.perf_counter_ns() - start) / 1000)
        back = pa.Array._import_from_c(structs.array, structs.schema)
        assert back.buffers()[1].address == array.buffers()[1].address, "the values were copied"
    print(json.dumps({
        "takenMicroseconds": sorted(taken)[50], "exchangedMicroseconds": sorted(exchanged)[50],
        "grownBytes": growth,
    }))


def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def main():
    swift = Swift(sys.argv[1])
    before = pa.total_allocated_bytes()
    globals()[sys.argv[2]](swift, int(sys.argv[3]))
    gc.collect()
    left = pa.total_allocated_bytes() - before
    assert left == 0, f"{left} bytes were not released"


main()
