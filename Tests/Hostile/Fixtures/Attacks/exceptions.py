"""Exceptions that do their worst when they are described. `x` runs over many rows."""

import sys


def message_raises(x: int) -> int:
    class Bad(Exception):
        def __str__(self):
            raise ValueError("str")

    raise Bad


def message_exits(x: int) -> int:
    class Bad(Exception):
        def __str__(self):
            raise SystemExit

    raise Bad


def message_never_ends(x: int) -> int:
    class Bad(Exception):
        def __str__(self):
            while True:
                pass

    raise Bad


def message_recurses(x: int) -> int:
    class Bad(Exception):
        def __str__(self):
            return str(self)

    raise Bad


def message_is_no_text(x: int) -> int:
    class Bad(Exception):
        def __str__(self):
            return 5

    raise Bad


def message_of_a_gigabyte(x: int) -> int:
    class Bad(Exception):
        def __str__(self):
            return "x" * 1_000_000_000

    raise Bad


def message_of_ten_megabytes(x: int) -> int:
    raise ValueError("x" * 10_000_000)


def message_of_many_lines(x: int) -> int:
    raise ValueError("line\n" * 1_000_000)


def message_with_zero(x: int) -> int:
    raise ValueError("before\0after")


def message_with_surrogates(x: int) -> int:
    raise ValueError("\ud800 and \udfff")


def message_with_control_characters(x: int) -> int:
    raise ValueError("\x1b[31mred\x07\u202e")


def message_is_empty(x: int) -> int:
    raise ValueError("")


def message_is_blank(x: int) -> int:
    raise ValueError(" \n \n")


def message_of_invalid_bytes(x: int) -> int:
    b"\xff\xfe".decode()
    return x


def name_with_surrogates(x: int) -> int:
    raise type("\ud800", (Exception,), {})


def name_is_empty(x: int) -> int:
    raise type("", (Exception,), {})("nameless")


def name_is_long(x: int) -> int:
    raise type("N" * 1_000_000, (Exception,), {})


def module_is_evil(x: int) -> int:
    raise type("Bad", (Exception,), {"__module__": 5})


def qualified_name_is_evil(x: int) -> int:
    class Meta(type):
        __qualname__ = property(lambda _: 1 // 0)
        __module__ = property(lambda _: 1 // 0)

    raise Meta("Bad", (Exception,), {})


def notes_are_evil(x: int) -> int:
    error = ValueError("with notes")
    error.__notes__ = 5
    raise error


def notes_raise(x: int) -> int:
    class Bad(Exception):
        @property
        def __notes__(self):
            raise SystemExit

    raise Bad


def traceback_is_locked(x: int) -> int:
    class Bad(Exception):
        def __setattr__(self, *_):
            raise ValueError("locked")

        __getattribute__ = __setattr__

    raise Bad


def cause_is_itself(x: int) -> int:
    error = ValueError("its own cause")
    error.__cause__ = error
    raise error


def causes_form_a_ring(x: int) -> int:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    raise first


def many_causes(x: int) -> int:
    error = None
    for _ in range(20_000):
        following = ValueError("one of many")
        following.__cause__ = error
        error = following
    raise error


def nested_groups(x: int) -> int:
    error = ValueError("innermost")
    for _ in range(5_000):
        error = ExceptionGroup("group", [error])
    raise error


def wide_group(x: int) -> int:
    raise ExceptionGroup("wide", [ValueError(str(n)) for n in range(20_000)])


def syntax_error_with_evil_fields(x: int) -> int:
    error = SyntaxError("evil")
    error.filename, error.lineno, error.offset, error.text = 5, "six", [], object()
    raise error


def syntax_error_with_huge_fields(x: int) -> int:
    raise SyntaxError("huge", ("f.py", 2**62, 2**62, "text", 2**62, 2**62))


def syntax_error_without_traceback(x: int) -> int:
    raise SyntaxError("mine", ("x.py", 1, 1, "x", 1, 1)).with_traceback(None)


def name_error_with_evil_name(x: int) -> int:
    class Name(str):
        def __eq__(self, _):
            raise SystemExit

        __hash__ = __len__ = __eq__

    raise NameError("evil", name=Name("x"))


def attribute_error_with_evil_object(x: int) -> int:
    class Evil:
        def __dir__(self):
            while True:
                pass

    raise AttributeError("evil", name="x", obj=Evil())


def key_error_with_evil_key(x: int) -> int:
    class Key:
        def __repr__(self):
            raise SystemExit

    raise KeyError(Key())


def frames_with_evil_names(x: int) -> int:
    code = compile("1 / 0", "\ud800\0\n.py", "exec")
    exec(code.replace(co_name="\ud800", co_firstlineno=2**31 - 1))
    return x


def frames_of_our_own_name(x: int) -> int:
    exec(compile("1 / 0", "<pyguest>", "exec"))
    return x


def frames_of_our_own_folder(x: int) -> int:
    exec(compile("def f():\n    1 / 0\nf()", "/lib/python3.13/pyguest/x.py", "exec"), {})
    return x


def lines_are_evil(x: int) -> int:
    import linecache

    linecache.getline = linecache.getlines = linecache.checkcache = lambda *_: 1 // 0
    raise ValueError("told without lines")


def lines_are_wrong(x: int) -> int:
    import linecache

    for name, entry in list(linecache.cache.items()):
        if entry is not None and len(entry) == 4:
            linecache.cache[name] = (0, None, [5, None, object()], name)
    raise ValueError("told with wrong lines")


def raise_class(x: int) -> int:
    raise type("Raised", (Exception,), {"__new__": lambda *_: 5})


def raise_system_exit_with_object(x: int) -> int:
    sys.exit(object)


def raise_generator_exit(x: int) -> int:
    raise GeneratorExit


def raise_stop_iteration_with_value(x: int) -> int:
    raise StopIteration(5)


def raise_in_finaliser_of_error(x: int) -> int:
    class Bad(Exception):
        def __del__(self):
            while_gone = 1 // 0
            return while_gone

    raise Bad("with a finaliser")


def raise_memory_error(x: int) -> int:
    raise MemoryError


def raise_refusal(x: int) -> int:
    from pyguest._failures import Refusal

    raise Refusal("forged")


def raise_subclass_of_memory_error(x: int) -> int:
    class Bad(MemoryError):
        args = property(lambda _: 1 // 0)

    raise Bad
