"""Tells which part of a returned value does not fit the declared type, and why."""

import datetime
import decimal
import typing
import uuid

from . import _json, _marks, _types

# The numbers of `Misfit` in the row loop.
WRONG_TYPE, IS_NONE, OUT_OF_RANGE = range(3)

CLASSES: dict[int, type] = {
    _types.BOOL: bool,
    _types.STR: str,
    _types.BYTES: bytes,
    _types.DATE: datetime.date,
    _types.TIME: datetime.time,
    _types.DATETIME: datetime.datetime,
    _types.TIMEDELTA: datetime.timedelta,
    _types.DECIMAL: decimal.Decimal,
    _types.UUID: uuid.UUID,
}

# The least int of a column, and the first beyond it.
RANGES = {
    15: (-(1 << 7), 1 << 7), 16: (-(1 << 15), 1 << 15), 17: (-(1 << 31), 1 << 31),
    _types.INT: (-(1 << 63), 1 << 63),
    18: (0, 1 << 8), 19: (0, 1 << 16), 20: (0, 1 << 32), 21: (0, 1 << 64),
}

_MICROSECOND = datetime.timedelta(microseconds=1)
_MOST_FLOAT32 = float.fromhex("0x1.ffffffp+127")
# Room for all digits of a column, however many a value has behind them.
_EXACT = decimal.Context(prec=80, rounding=decimal.ROUND_HALF_EVEN)


class Found(typing.NamedTuple):
    """A part of a value that does not fit."""

    # Where it lies, as Python would write it: `[2]`, `['a']`, `.x`; empty for the whole.
    path: str
    declared: _types.ValueType
    value: object
    kind: int


def is_a(value: object, python: type) -> bool:
    """Whether a value is of a class, whatever either says of that."""
    return type.__subclasscheck__(python, type(value))


def find(declared: _types.ValueType, value: typing.Any) -> Found | None:
    """The first part of a value that does not fit its type."""
    if value is None:
        return None if declared.nullable else Found("", declared, value, IS_NONE)
    if not declared.children:
        kind = _kind(declared, value)
        return None if kind is None else Found("", declared, value, kind)
    if declared.column == _types.LIST:
        return _find_in_list(declared, value)
    if declared.column == _types.MAP:
        return _find_in_map(declared, value)
    return _find_in_structure(declared, value)


# MARK: Values with others inside


def _find_in_list(declared: _types.ValueType, value: typing.Any) -> Found | None:
    python: typing.Any = tuple if declared.detail else list
    if not is_a(value, python):
        return Found("", declared, value, WRONG_TYPE)
    _, child = declared.children[0]
    if type(value) is python and _fit_at_once(child, value):
        return None
    for index, item in enumerate(python.__iter__(value)):
        found = find(child, item)
        if found is not None:
            return found._replace(path=f"[{index}]{found.path}")
    return None


def _fit_at_once(declared: _types.ValueType, values: typing.Any) -> bool:
    """Whether many values fit, as far as that shows without a look at each from Python."""
    if declared.detail is not None or declared.children:
        return False
    column, kinds = declared.column, set(map(type, values))
    if column in RANGES and kinds == {int}:
        least, end = RANGES[column]
        return least <= min(values) and max(values) < end
    if column == _types.STR and kinds == {str}:
        return "".join(values).isascii()
    return column == _types.FLOAT and kinds == {float}


def _find_in_map(declared: _types.ValueType, value: typing.Any) -> Found | None:
    if not is_a(value, dict):
        return Found("", declared, value, WRONG_TYPE)
    _, child = declared.children[0]
    for key, item in list(dict.items(value)):
        if not is_a(key, str):
            return Found("", declared, value, WRONG_TYPE)
        if _has_surrogates(key):
            return Found("", declared, value, OUT_OF_RANGE)
        found = find(child, item)
        if found is not None:
            return found._replace(path=f"[{key!r}]{found.path}")
    return None


def _find_in_structure(declared: _types.ValueType, value: typing.Any) -> Found | None:
    values = fields(declared, value)
    if values is None:
        return Found("", declared, value, WRONG_TYPE)
    for (name, child), part in zip(declared.children, values):
        found = find(child, part)
        if found is not None:
            where = f"[{name!r}]" if is_dict(declared) else f".{name}"
            return found._replace(path=where + found.path)
    return None


def is_dict(declared: _types.ValueType) -> bool:
    """Whether a structure is a dict in Python."""
    return not isinstance(declared.detail, _types.Class) or declared.detail.make is None


def fields(declared: _types.ValueType, value: typing.Any) -> list | None:
    """The fields of a structure in their order; None where the value is of another type."""
    names = [name for name, _ in declared.children]
    shape = declared.detail
    if not isinstance(shape, _types.Class) or shape.make is None:
        if not is_a(value, dict) or dict.__len__(value) != len(names):
            return None
        if not all(dict.__contains__(value, name) for name in names):
            return None
        return [dict.__getitem__(value, name) for name in names]
    if not is_a(value, shape.python):
        return None
    if shape.is_tuple:
        values = list(tuple.__iter__(value))
        if shape.python is tuple and len(values) > len(names):
            return None
        return values if len(values) >= len(names) else None
    try:
        return [getattr(value, name) for name in names]
    except AttributeError:
        return None


# MARK: Others


def _kind(declared: _types.ValueType, value: typing.Any) -> int | None:
    """Why a value without others inside does not fit; None where it does."""
    if isinstance(declared.detail, _types.Members):
        return _member_kind(declared.detail, value)
    column = declared.column
    if column in RANGES:
        if not is_a(value, int) or type(value) is bool:
            return WRONG_TYPE
        least, end = RANGES[column]
        return None if least <= int.__index__(value) < end else OUT_OF_RANGE
    if column in (_types.FLOAT, _types.FLOAT32):
        return _float_kind(value, column == _types.FLOAT32)
    if column == _types.ZONED:
        return None if is_a(value, datetime.datetime) and _is_aware(value) else WRONG_TYPE
    if column == _types.JSON:
        error = _json.misfit(value)
        return None if error is None else WRONG_TYPE if type(error) is TypeError else OUT_OF_RANGE
    if column not in CLASSES or not is_a(value, CLASSES[column]):
        return WRONG_TYPE
    if column == _types.DATE and is_a(value, datetime.datetime):
        return WRONG_TYPE
    if column in (_types.TIME, _types.DATETIME) and value.tzinfo is not None:
        return WRONG_TYPE
    return None if _is_held(declared, value) else OUT_OF_RANGE


def _is_aware(value: datetime.datetime) -> bool:
    try:
        return datetime.datetime.utcoffset(value) is not None
    except MemoryError:
        raise
    except BaseException:
        # Its zone may be the program's own.
        return False


def _member_kind(members: _types.Members, value: typing.Any) -> int | None:
    if members.python is not None:
        return None if is_a(value, members.python) else WRONG_TYPE
    is_text = any(type(each) is str for each in members.by_value)
    if not (is_a(value, str) if is_text else type(value) is int):
        return WRONG_TYPE
    try:
        return None if value in members.by_value else OUT_OF_RANGE
    except MemoryError:
        raise
    except BaseException:
        # A subclass has a say in how it is looked up.
        return OUT_OF_RANGE


def _float_kind(value: typing.Any, is_narrow: bool) -> int | None:
    if type(value) is bool or not (is_a(value, int) or is_a(value, float)):
        return WRONG_TYPE
    try:
        number = float(value)
    except OverflowError:
        return OUT_OF_RANGE
    is_finite = abs(number) < float("inf")
    return OUT_OF_RANGE if is_narrow and is_finite and abs(number) >= _MOST_FLOAT32 else None


def _is_held(declared: _types.ValueType, value: typing.Any) -> bool:
    """Whether a value of the right class lies within what the column holds."""
    match declared.column:
        case _types.STR:
            return not _has_surrogates(value)
        case _types.TIMEDELTA:
            return -(1 << 63) <= value // _MICROSECOND < 1 << 63
        case _types.DECIMAL:
            return unscaled(declared, value) is not None
    return True


def _has_surrogates(text: str) -> bool:
    try:
        str.encode(text)
    except UnicodeEncodeError:
        return True
    return False


def unscaled(declared: _types.ValueType, value: decimal.Decimal) -> int | None:
    """A decimal without its point, rounded to the column's digits; None where they are too few."""
    digits = declared.detail
    if not isinstance(digits, _marks.Digits) or not decimal.Decimal.is_finite(value):
        return None
    # What is far beyond either end is so whatever the digits are.
    highest = decimal.Decimal.adjusted(value)
    if decimal.Decimal.is_zero(value) or highest < -digits.scale - 1:
        return 0
    if highest >= digits.precision - digits.scale:
        return None
    step = decimal.Decimal((0, (1,), -digits.scale))
    rounded = decimal.Decimal.quantize(value, step, context=_EXACT)
    number = int(rounded.scaleb(digits.scale, context=_EXACT))
    return number if abs(number) < 10**digits.precision else None
