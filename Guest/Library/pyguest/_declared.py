"""What the functions of the loaded program are declared to take and to return, by name."""

from . import _types

parameters: dict[str, tuple[_types.ValueType, ...]] = {}
returns: dict[str, _types.ValueType] = {}
