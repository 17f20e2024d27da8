"""One small real thing with each module of the standard library that programs usually import.

Each function checks itself and returns True.
"""

import array
import ast
import base64
import binascii
import bisect
import calendar
import collections
import configparser
import contextlib
import copy
import csv
import dataclasses
import datetime
import decimal
import difflib
import enum
import fractions
import functools
import graphlib
import hashlib
import heapq
import hmac
import io
import itertools
import json
import math
import numbers
import operator
import pickle
import pprint
import random
import re
import secrets
import statistics
import string
import struct
import textwrap
import tokenize
import tomllib
import types
import typing
import unicodedata
import urllib.parse
import uuid
import zlib


def use_array() -> bool:
    return array.array("d", [1.5, 2.5]).tobytes() == struct.pack("<2d", 1.5, 2.5)


def use_ast() -> bool:
    return ast.literal_eval("{'a': [1, 2.5, None]}") == {"a": [1, 2.5, None]}


def use_base64() -> bool:
    return base64.b64encode(b"hello") == b"aGVsbG8=" and base64.b85decode("Xk~0{Zv") == b"hello"


def use_binascii() -> bool:
    return binascii.crc32(b"hello") == 0x3610A686 and binascii.hexlify(b"\xff") == b"ff"


def use_bisect() -> bool:
    return bisect.bisect([1, 3, 5], 3) == 2


def use_calendar() -> bool:
    return calendar.monthrange(2024, 2) == (3, 29)


def use_collections() -> bool:
    counted = collections.Counter("abracadabra").most_common(1)
    return counted == [("a", 5)] and collections.deque([1, 2, 3], maxlen=2)[0] == 2


def use_configparser() -> bool:
    parser = configparser.ConfigParser()
    parser.read_string("[server]\nport = 80\n")
    return parser.getint("server", "port") == 80


def use_contextlib() -> bool:
    with contextlib.suppress(ValueError), contextlib.redirect_stdout(io.StringIO()) as out:
        print("inside")
        raise ValueError
    return out.getvalue() == "inside\n"


def use_copy() -> bool:
    original = {"a": [1]}
    copied = copy.deepcopy(original)
    copied["a"].append(2)
    return original == {"a": [1]}


def use_csv() -> bool:
    rows = list(csv.DictReader(io.StringIO('name,city\n"Doe, J",Köln\n')))
    return rows == [{"name": "Doe, J", "city": "Köln"}]


def use_dataclasses() -> bool:
    @dataclasses.dataclass(frozen=True, order=True)
    class Point:
        x: int
        y: int = 0

    return dataclasses.asdict(Point(1)) == {"x": 1, "y": 0} and Point(1) < Point(2)


def use_datetime() -> bool:
    day = datetime.datetime.strptime("2024-02-28 12:30", "%Y-%m-%d %H:%M")
    later = day + datetime.timedelta(days=2)
    return later.strftime("%d %B %Y %A") == "01 March 2024 Friday"


def use_decimal() -> bool:
    with decimal.localcontext(prec=50):
        return str(decimal.Decimal(1) / 7) == "0." + "142857" * 8 + "14"


def use_difflib() -> bool:
    return difflib.get_close_matches("appel", ["ape", "apple", "peach"])[0] == "apple"


def use_enum() -> bool:
    class Colour(enum.StrEnum):
        RED = enum.auto()

    return Colour("red") is Colour.RED and f"{Colour.RED}" == "red"


def use_fractions() -> bool:
    return fractions.Fraction("0.125") + fractions.Fraction(1, 8) == fractions.Fraction(1, 4)


def use_functools() -> bool:
    @functools.singledispatch
    def name(value):
        return "object"

    @name.register
    def _(value: int):
        return "int"

    return name(1) == "int" and functools.reduce(operator.mul, range(1, 6)) == 120


def use_graphlib() -> bool:
    return list(graphlib.TopologicalSorter({"b": {"a"}, "c": {"b"}}).static_order()) == list("abc")


def use_hashlib() -> bool:
    expected = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    return (
        hashlib.sha256(b"hello").hexdigest() == expected
        and hashlib.md5(b"hello").hexdigest() == "5d41402abc4b2a76b9719d911017c592"
        and hashlib.sha1(b"hello").hexdigest() == "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
        and hashlib.blake2b(b"hello", digest_size=4).hexdigest() == "ea6706f7"
        and hashlib.sha3_256(b"").hexdigest().startswith("a7ffc6f8bf1ed766")
        and hashlib.sha512(b"hello").hexdigest().startswith("9b71d224bd62f378")
    )


def use_heapq() -> bool:
    heap = [5, 1, 4]
    heapq.heapify(heap)
    return heapq.heappop(heap) == 1 and heapq.nlargest(1, heap) == [5]


def use_hmac() -> bool:
    digest = hmac.new(b"key", b"message", "sha256").hexdigest()
    return digest == "6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a"


def use_itertools() -> bool:
    return list(itertools.batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]


def use_json() -> bool:
    text = json.dumps({"größe": [1, 2.5, None, True]}, ensure_ascii=False, sort_keys=True)
    return text == '{"größe": [1, 2.5, null, true]}' and json.loads(text)["größe"][1] == 2.5


def use_math() -> bool:
    return math.isclose(math.sin(math.pi / 6), 0.5) and math.comb(5, 2) == 10 and math.inf > 1


def use_numbers() -> bool:
    return isinstance(1, numbers.Integral) and not isinstance("1", numbers.Number)


def use_operator() -> bool:
    return operator.itemgetter(1)([5, 6]) == 6 and operator.methodcaller("upper")("a") == "A"


def use_pickle() -> bool:
    value = {"a": (1, b"b", {2, 3}), "c": datetime.date(2024, 1, 1)}
    return pickle.loads(pickle.dumps(value)) == value


def use_pprint() -> bool:
    return pprint.pformat({"b": 1, "a": 2}) == "{'a': 2, 'b': 1}"


def use_random() -> bool:
    generator = random.Random(42)
    return generator.randint(1, 100) == 82 and 0 <= random.random() < 1


def use_re() -> bool:
    found = re.search(r"(?P<year>\d{4})-(\d\d)", "on 2024-05")
    return found["year"] == "2024" and re.sub(r"\W+", "-", "a, b; c") == "a-b-c"


def use_secrets() -> bool:
    return len(secrets.token_bytes(16)) == 16 and secrets.compare_digest("a", "a")


def use_statistics() -> bool:
    return statistics.median([1, 3, 2]) == 2 and statistics.stdev([1, 2, 3, 4]) > 1.29


def use_string() -> bool:
    return string.Template("$who likes $what").substitute(who="A", what="B") == "A likes B"


def use_struct() -> bool:
    return struct.unpack("<hI", struct.pack("<hI", -2, 7)) == (-2, 7)


def use_textwrap() -> bool:
    return textwrap.shorten("Hello wonderful world", width=15) == "Hello [...]"


def use_tokenize() -> bool:
    tokens = tokenize.generate_tokens(io.StringIO("x = 1\n").readline)
    return [token.string for token in tokens][:3] == ["x", "=", "1"]


def use_tomllib() -> bool:
    return tomllib.loads("[a]\nb = 2024-01-01\n")["a"]["b"] == datetime.date(2024, 1, 1)


def use_types() -> bool:
    return types.SimpleNamespace(a=1).a == 1 and isinstance(use_types, types.FunctionType)


def use_typing() -> bool:
    class Row(typing.NamedTuple):
        a: int
        b: str = "x"

    return Row(1).b == "x" and typing.get_type_hints(Row)["a"] is int


def use_unicodedata() -> bool:
    decomposed = unicodedata.normalize("NFD", "é")
    return len(decomposed) == 2 and unicodedata.name("🦊") == "FOX FACE"


def use_urllib_parse() -> bool:
    parsed = urllib.parse.urlparse("https://example.org/a?b=c%20d")
    return (
        urllib.parse.parse_qs(parsed.query) == {"b": ["c d"]}
        and urllib.parse.quote("ü") == "%C3%BC"
    )


def use_uuid() -> bool:
    named = uuid.uuid5(uuid.NAMESPACE_DNS, "python.org")
    return str(named) == "886313e1-3b8a-5372-9b90-0c9aee199e5d" and uuid.uuid4() != uuid.uuid4()


def use_zlib() -> bool:
    return zlib.decompress(zlib.compress(b"a" * 10_000, 9)) == b"a" * 10_000
