"""Random arrays of every type that columns have, and arrays of those that they have not."""

import decimal
import uuid

import pyarrow as pa

TEXTS = ["", "a", "héllo", "日本", "x" * 40, "\0"]


def integers(bits, low):
    ends = [-(1 << bits - 1), (1 << bits - 1) - 1] if low else [0, (1 << bits) - 1]
    return lambda chance: chance.choice([*ends, chance.randint(*ends), 1])


def long(low, high):
    return lambda chance: chance.choice([low, high, chance.randint(low, high), 0])


def money(digits, scale):
    def value(chance):
        most = 10**digits - 1
        whole = chance.choice([most, -most, 0, chance.randint(-most, most)])
        return decimal.Decimal(whole).scaleb(-scale, decimal.Context(prec=40))

    return value


def many(element):
    return lambda chance: [rarely_none(element, chance) for _ in range(chance.randrange(4))]


def named(element):
    return lambda chance: [
        (key, rarely_none(element, chance)) for key in chance.sample(TEXTS, chance.randrange(4))
    ]


def rarely_none(element, chance):
    return None if chance.random() < 0.2 else element(chance)


def fields(**parts):
    return lambda chance: {name: rarely_none(part, chance) for name, part in parts.items()}


WHOLE = long(-(1 << 63), (1 << 63) - 1)


def text(chance):
    return chance.choice(TEXTS)


def data(chance):
    return chance.randbytes(chance.randrange(5))


PLAIN = {
    "null": (pa.null(), lambda chance: None),
    "bool": (pa.bool_(), lambda chance: chance.random() < 0.5),
    **{f"int{n}": (getattr(pa, f"int{n}")(), integers(n, True)) for n in (8, 16, 32, 64)},
    **{f"uint{n}": (getattr(pa, f"uint{n}")(), integers(n, False)) for n in (8, 16, 32, 64)},
    "float32": (pa.float32(), lambda chance: chance.choice([0.5, -0.0, float("-inf"), 3.0])),
    "float64": (
        pa.float64(), lambda chance: chance.choice([chance.random(), float("inf"), 5e-324])),
    "utf8": (pa.utf8(), text),
    "binary": (pa.binary(), data),
    "date32": (pa.date32(), lambda chance: chance.randint(-(1 << 31), (1 << 31) - 1)),
    "time64": (pa.time64("us"), long(0, 86_399_999_999)),
    "timestamp": (pa.timestamp("us"), WHOLE),
    "duration": (pa.duration("us"), WHOLE),
    "timestamp in a zone": (pa.timestamp("us", "Europe/Paris"), WHOLE),
    "timestamp with an offset": (pa.timestamp("us", "+05:30"), WHOLE),
    "json": (pa.json_(pa.utf8()), lambda chance: chance.choice(['1', '{"é":[]}', 'null', '""'])),
    "decimal": (pa.decimal128(12, 3), money(12, 3)),
    "longest decimal": (pa.decimal128(38, 38), money(38, 38)),
    "uuid": (pa.uuid(), lambda chance: uuid.UUID(int=chance.getrandbits(128)).bytes),
}
NESTED = {
    "list": (pa.list_(pa.int64()), many(WHOLE)),
    "list of text not null": (
        pa.list_(pa.field("item", pa.utf8(), nullable=False)),
        lambda chance: [text(chance) for _ in range(chance.randrange(3))],
    ),
    "list of lists": (pa.list_(pa.list_(pa.bool_())), many(many(PLAIN["bool"][1]))),
    "map": (pa.map_(pa.utf8(), pa.float64()), named(PLAIN["float64"][1])),
    "map of lists": (pa.map_(pa.utf8(), pa.list_(pa.utf8())), named(many(text))),
    "struct": (
        pa.struct([("a", pa.int32()), ("ü", pa.utf8()), ("", pa.bool_())]),
        fields(a=integers(32, True), **{"ü": text, "": PLAIN["bool"][1]}),
    ),
    "struct of uuids": (
        pa.struct([("id", pa.uuid()), ("at", pa.list_(pa.timestamp("us")))]),
        fields(id=PLAIN["uuid"][1], at=many(WHOLE)),
    ),
    "list of structs": (
        pa.list_(pa.struct([("x", pa.decimal128(12, 3)), ("y", pa.binary())])),
        many(fields(x=money(12, 3), y=data)),
    ),
}
TYPES = PLAIN | NESTED
# What pyarrow makes of Python's values where it does not make the type itself.
STORED = {
    pa.date32(): pa.int32(),
    pa.time64("us"): pa.int64(),
    pa.timestamp("us"): pa.int64(),
    pa.timestamp("us", "Europe/Paris"): pa.int64(),
    pa.timestamp("us", "+05:30"): pa.int64(),
    pa.json_(pa.utf8()): pa.utf8(),
    pa.duration("us"): pa.int64(),
    NESTED["struct of uuids"][0]: pa.struct(
        [("id", pa.binary(16)), ("at", pa.list_(pa.timestamp("us")))]
    ),
    pa.uuid(): pa.binary(16),
}


def array_of(kind, chance, count=None):
    """A random array, often a slice of a longer one."""
    of, value = TYPES[kind]
    count = chance.choice([0, 1, 2, 7, 8, 9, 65, 200]) if count is None else count
    nulls = chance.choice([0, 0.3, 1])
    before, behind = chance.choice([(0, 0), (chance.randrange(1, 20), chance.randrange(20))])
    total = before + count + behind
    values = [None if chance.random() < nulls else value(chance) for _ in range(total)]
    return made(values, of).slice(before, count)


def made(values, of):
    stored = STORED.get(of)
    return pa.array(values, stored).view(of) if stored else pa.array(values, of)


# Arrays that are refused: what the message names, and what it advises.
REFUSED = {
    "float16": (pa.array([1.5], pa.float16()), "cast to float32"),
    "string_view": (pa.array(["a"], pa.string_view()), "cast to utf8"),
    "binary_view": (pa.array([b"a"], pa.binary_view()), "cast to binary"),
    "fixed_size_binary": (pa.array([b"a" * 16], pa.binary(16)), "cast to binary"),
    "decimal": (pa.array([1], pa.decimal256(50, 1)), "cast to decimal128"),
    "with a scale": (pa.array([10], pa.decimal128(10, -1)), "cast to decimal128"),
    "date64": (pa.array([0], pa.date64()), "cast to date32"),
    "time32[s]": (pa.array([0], pa.time32("s")), "cast to time64[us]"),
    "time32[ms]": (pa.array([0], pa.time32("ms")), "cast to time64[us]"),
    "time64[ns]": (pa.array([0], pa.time64("ns")), "cast to time64[us]"),
    "timestamp[s]": (pa.array([0], pa.timestamp("s")), "cast to timestamp[us]"),
    "timestamp[ms]": (pa.array([0], pa.timestamp("ms")), "cast to timestamp[us]"),
    "timestamp[ns]": (pa.array([0], pa.timestamp("ns")), "cast to timestamp[us]"),
    "whose zone": (pa.array([0], pa.timestamp("us", "not a name")), "in a zone such as UTC"),
    "duration[s]": (pa.array([0], pa.duration("s")), "cast to duration[us]"),
    "duration[ms]": (pa.array([0], pa.duration("ms")), "cast to duration[us]"),
    "duration[ns]": (pa.array([0], pa.duration("ns")), "cast to duration[us]"),
    "interval[month": (
        pa.array([pa.MonthDayNano([1, 2, 3])], pa.month_day_nano_interval()), "cast to a struct"),
    "fixed_size_list": (pa.array([[1, 2]], pa.list_(pa.int64(), 2)), "cast to list"),
    "list_view": (pa.array([[1]], pa.list_view(pa.int64())), "cast to list"),
    "large_list_view": (pa.array([[1]], pa.large_list_view(pa.int64())), "cast to list"),
    "dense_union": (
        pa.UnionArray.from_dense(
            pa.array([0], pa.int8()), pa.array([0], pa.int32()), [pa.array([1])]),
        "cast to a struct"),
    "sparse_union": (
        pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])]), "cast to a struct"),
    "run_end_encoded": (
        pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array([1])),
        "cast to the type of its values"),
    "keys of int64": (
        pa.array([[(1, 2)]], pa.map_(pa.int64(), pa.int64())), "cast keys to utf8"),
    "dictionary of list": (
        pa.DictionaryArray.from_arrays(pa.array([0]), pa.array([[1]])), "decode it"),
}
