"""What the functions of the loaded program are declared to return, by name."""

from . import _types

returns: dict[str, _types.ValueType] = {}
