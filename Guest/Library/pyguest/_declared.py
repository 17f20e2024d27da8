"""What the functions of the loaded program are declared to take and to return."""

from . import _types

# By the numbers that the host has for what it can ask for.
parameters: list[tuple[_types.ValueType, ...]] = []
results: list[_types.ValueType] = []

# What a function's values are judged by that do not fit, by its name.
returns: dict[str, _types.ValueType] = {}
