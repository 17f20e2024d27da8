"""Uses modules as tables in the documentation do."""

import importlib
import sys


def evaluate(module: str, expression: str) -> str | None:
    """What an expression raises, as classes from its own to the most general; None if it is true."""
    importlib.import_module(module)
    package = module.partition(".")[0]
    try:
        value = eval(expression, {package: sys.modules[package]})
    except BaseException as error:
        return " ".join(_name(kind) for kind in type(error).__mro__)
    return None if value is True else f"= {value!r}"


def _name(kind: type) -> str:
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"


def missing(module: str) -> str:
    """What importing a module raises."""
    try:
        importlib.import_module(module)
    except BaseException as error:
        return _name(type(error))
    return "nothing"


def public_modules() -> str:
    return " ".join(sorted(name for name in sys.stdlib_module_names if not name.startswith("_")))
