"""Tells which part of a returned value does not fit the declared type, and why."""

import datetime
import decimal
import typing
import uuid

from . import _types

# The numbers of `Misfit` in the row loop.
WRONG_TYPE, IS_NONE, OUT_OF_RANGE = range(3)

_CLASSES: dict[int, type] = {
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

_RANGES = {
    15: (-(1 << 7), 1 << 7), 16: (-(1 << 15), 1 << 15), 17: (-(1 << 31), 1 << 31),
    _types.INT: (-(1 << 63), 1 << 63),
    18: (0, 1 << 8), 19: (0, 1 << 16), 20: (0, 1 << 32), 21: (0, 1 << 64),
}

_MICROSECOND = datetime.timedelta(microseconds=1)
_MOST_FLOAT32 = float.fromhex("0x1.ffffffp+127")


class Found(typing.NamedTuple):
    """A part of a value that does not fit."""

    # Where it lies, as Python would write it: `[2]`, `['a']`, `.x`; empty for the whole.
    path: str
    declared: _types.ValueType
    value: object
    kind: int


def find(declared: _types.ValueType, value: typing.Any, path: str = "") -> Found | None:
    """The first part of a value that does not fit its type."""
    if value is None:
        return None if declared.nullable else Found(path, declared, value, IS_NONE)
    if declared.children:
        return _find_inside(declared, value, path)
    kind = _kind(declared, value)
    return None if kind is None else Found(path, declared, value, kind)


def _find_inside(declared: _types.ValueType, value: typing.Any, path: str) -> Found | None:
    parts = _parts(declared, value)
    if parts is None:
        return Found(path, declared, value, WRONG_TYPE)
    for where, child, part in parts:
        found = find(child, part, path + where)
        if found is not None:
            return found
    return None


def _parts(
    declared: _types.ValueType, value: typing.Any
) -> typing.Iterable[tuple[str, _types.ValueType, object]] | None:
    """What lies in a value, with where and the type of it; None where it is of another type."""
    _, child = declared.children[0]
    if declared.column == _types.LIST:
        if not isinstance(value, tuple if declared.detail else list):
            return None
        return ((f"[{index}]", child, item) for index, item in enumerate(value))
    if declared.column == _types.MAP:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            return None
        return ((f"[{key!r}]", child, item) for key, item in value.items())
    names = [name for name, _ in declared.children]
    shape = declared.detail
    if isinstance(shape, _types.Class) and shape.make is not None:
        if not isinstance(value, shape.python):
            return None
        values: list[typing.Any]
        fields: typing.Any = value
        values = list(fields) if shape.is_tuple else [getattr(value, name, None) for name in names]
        wheres = [f".{name}" for name in names]
    else:
        if not isinstance(value, dict) or set(value) != set(names):
            return None
        values = [value[name] for name in names]
        wheres = [f"[{name!r}]" for name in names]
    return zip(wheres, [child for _, child in declared.children], values)


def _kind(declared: _types.ValueType, value: typing.Any) -> int | None:
    """Why a value without others inside does not fit; None where it does."""
    if isinstance(declared.detail, _types.Members):
        return _member_kind(declared.detail, value)
    column = declared.column
    if column in _RANGES:
        if not isinstance(value, int) or isinstance(value, bool):
            return WRONG_TYPE
        least, end = _RANGES[column]
        return None if least <= value < end else OUT_OF_RANGE
    if column in (_types.FLOAT, _types.FLOAT32):
        return _float_kind(value, column == _types.FLOAT32)
    if column not in _CLASSES or not _is_instance(value, _CLASSES[column]):
        return WRONG_TYPE
    if column == _types.DATE and isinstance(value, datetime.datetime):
        return WRONG_TYPE
    if column in (_types.TIME, _types.DATETIME) and value.tzinfo is not None:
        return WRONG_TYPE
    return None if _is_held(declared, value) else OUT_OF_RANGE


def _is_instance(value: typing.Any, python: type) -> bool:
    return isinstance(value, python)


def _member_kind(members: _types.Members, value: typing.Any) -> int | None:
    if members.python is not None:
        return None if isinstance(value, members.python) else WRONG_TYPE
    kinds = {type(each) for each in members.by_value}
    if type(value) not in kinds:
        return WRONG_TYPE
    return None if value in members.by_value else OUT_OF_RANGE


def _float_kind(value: typing.Any, is_narrow: bool) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
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
            return not any("\ud800" <= character <= "\udfff" for character in value)
        case _types.TIMEDELTA:
            return -(1 << 63) <= value // _MICROSECOND < 1 << 63
        case _types.DECIMAL:
            return isinstance(declared.detail, _types.Digits) and _fits(declared.detail, value)
    return True


def _fits(digits: _types.Digits, value: decimal.Decimal) -> bool:
    if not value.is_finite():
        return False
    whole = digits.precision - digits.scale
    if value.adjusted() >= whole and value != 0:
        return False
    context = decimal.Context(prec=80, rounding=decimal.ROUND_HALF_EVEN)
    step = decimal.Decimal(1).scaleb(-digits.scale, context)
    if value.adjusted() < -45:
        return True
    rounded = value.quantize(step, context=context)
    return abs(rounded) < decimal.Decimal(1).scaleb(whole, context)
