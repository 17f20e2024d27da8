"""Values in the forms that `marshal` writes, and back.

What marshal knows stays as it is: None, bool, int, float, str and bytes. The others are
    dates and times     ints, as they stand in a column
    Decimal             an int, the number without its point
    UUID                its sixteen bytes
    Any                 its JSON, as a text
    with a zone         an int: microseconds of universal time
    Enum and Literal    the value beneath
    list and tuple      a list of plain parts
    dict                a dict of plain values
    with fields         a tuple of plain fields, in the order of the type
"""

import datetime
import decimal
import functools
import typing
import uuid

from .. import _aggregates, _failures, _json, _marks, _misfits, _types
from . import columns

# A value, which is not None, from its plain form; or the other way round.
Change = typing.Callable[[typing.Any], typing.Any]

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)

# Holds all digits of a column.
_EXACT = decimal.Context(prec=80)


# MARK: From plain forms


def maker(declared: _types.ValueType) -> Change | None:
    """What makes a type's values; None where the plain form is the value.

    It raises InvalidArgument for what stands for no value, or what the program's classes raise.
    """
    detail = declared.detail
    if isinstance(detail, _types.Members):
        return _member_maker(detail)
    if isinstance(detail, _types.States):
        return functools.partial(_aggregates.state_of, detail)
    match declared.column:
        case _types.DECIMAL if isinstance(detail, _marks.Digits):
            scale = -detail.scale
            return lambda number: decimal.Decimal(number).scaleb(scale, _EXACT)
        case _types.UUID:
            return lambda data: uuid.UUID(bytes=data)
        case _types.JSON:
            return _json.read
        case _types.ZONED if isinstance(detail, _types.Zoned):
            return _zoned_maker(detail.tzinfo)
        case _types.LIST:
            return _list_maker(declared)
        case _types.MAP:
            return _map_maker(declared)
        case _types.STRUCTURE:
            return _structure_maker(declared)
        case column if column in columns.makers:
            return columns.makers[column]
    return None


def _member_maker(members: _types.Members) -> Change:
    by_value: dict[typing.Any, object] = dict(members.by_value)

    def make(value: typing.Any) -> object:
        if value not in by_value:
            _failures.refuse_argument(by_value, value)
        return by_value[value]

    return make


def _zoned_maker(zone: datetime.tzinfo) -> Change:
    make_naive: typing.Any = columns.makers[_types.DATETIME]

    def make(count: int) -> datetime.datetime:
        universal: datetime.datetime = make_naive(count).replace(tzinfo=datetime.UTC)
        return universal.astimezone(zone)

    return make


def _part_maker(declared: _types.ValueType) -> Change | None:
    """What makes a part of a value, which may be None; None where it is the part already."""
    make = maker(declared)
    if declared.nullable:
        return make and (lambda part: None if part is None else make(part))

    def make_present(part: typing.Any) -> object:
        if part is None:
            _failures.refuse_argument(None, None)
        return part if make is None else make(part)

    return make_present


def _list_maker(declared: _types.ValueType) -> Change | None:
    _, child = declared.children[0]
    make = _part_maker(child)
    python: typing.Any = tuple if declared.detail else list
    if make is None:
        return tuple if declared.detail else None
    if maker(child) is None:
        return lambda items: python(_all_there(child, items))
    return lambda items: python([make(item) for item in items])


def _map_maker(declared: _types.ValueType) -> Change | None:
    _, child = declared.children[0]
    make = _part_maker(child)
    if make is None:
        return None
    return lambda entries: {key: make(value) for key, value in entries.items()}


def _all_there(child: _types.ValueType, items: list) -> list:
    if None in items:
        _failures.refuse_argument(None, None)
    return items


def _structure_maker(declared: _types.ValueType) -> Change:
    makers = [_part_maker(child) for _, child in declared.children]
    names = [name for name, _ in declared.children]
    shape = declared.detail

    def parts(plain: tuple) -> list:
        return [part if make is None else make(part) for make, part in zip(makers, plain)]

    if isinstance(shape, _types.Class) and shape.make is not None:
        make = shape.make
        return lambda plain: make(*parts(plain))
    return lambda plain: dict(zip(names, parts(plain)))


# MARK: To plain forms


def former(declared: _types.ValueType) -> Change:
    """What gives the plain form of a type's values, once `_misfits` has found them to fit."""
    if isinstance(declared.detail, _types.Members):
        return _member_former(declared)
    match declared.column:
        case _types.DECIMAL:
            return lambda value: _misfits.unscaled(declared, value)
        case _types.UUID:
            return lambda value: object.__getattribute__(value, "int").to_bytes(16, "big")
        case _types.JSON:
            return _json.write
        case _types.ZONED:
            return lambda value: datetime.datetime.__sub__(value, _EPOCH) // _MICROSECOND
        case _types.LIST:
            return _list_former(declared)
        case _types.MAP:
            part = _part_former(declared.children[0][1])
            return lambda value: {str.__str__(k): part(v) for k, v in dict.items(value)}
        case _types.STRUCTURE:
            formers = [_part_former(child) for _, child in declared.children]
            fields = _misfits.fields
            return lambda value: tuple(
                [form(part) for form, part in zip(formers, fields(declared, value) or ())]
            )
        case column if column in columns.counts:
            return columns.counts[column]
    return _PLAIN.get(declared.column, lambda value: value)


def _plain_float(value: typing.Any) -> float:
    return float.__pos__(value) if _misfits.is_a(value, float) else int.__float__(value)


# Of values of subclasses what they hold, whatever else they say.
_PLAIN: dict[int, Change] = {
    **dict.fromkeys(_misfits.RANGES, int.__pos__),
    _types.FLOAT: _plain_float,
    _types.FLOAT32: _plain_float,
    _types.STR: str.__str__,
    _types.BYTES: columns.plain_bytes,
}


def _part_former(declared: _types.ValueType) -> Change:
    form = former(declared)
    return (lambda part: None if part is None else form(part)) if declared.nullable else form


def _list_former(declared: _types.ValueType) -> Change:
    form = _part_former(declared.children[0][1])
    python: typing.Any = tuple if declared.detail else list
    return lambda value: [form(item) for item in python.__iter__(value)]


def _member_former(declared: _types.ValueType) -> Change:
    beneath = _types.ValueType(declared.column, "")
    form = former(beneath)
    if isinstance(declared.detail, _types.Members) and declared.detail.python is None:
        return form

    def value_form(member: typing.Any) -> object:
        value = member._value_
        if _misfits.find(beneath, value) is not None:
            raise TypeError
        return form(value)

    return value_form
