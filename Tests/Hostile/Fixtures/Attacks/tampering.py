"""Changes to the interpreter and to Python Guest's own side of it. `x` runs over many rows."""

import builtins
import gc
import json
import sys
import traceback


def tamper_with_loop_lists(x: int) -> int:
    frame = sys._getframe(1)
    for value in list(frame.f_locals.values()):
        for found in gc.get_referents(value):
            if isinstance(found, list):
                found.clear()
    return x


def lengthen_loop_lists(x: int) -> int:
    for value in list(sys._getframe(1).f_locals.values()):
        for found in gc.get_referents(value):
            if isinstance(found, list) and len(found) < 5000:
                found.append(99)
    return x


def replace_loop_items(x: int) -> int:
    for value in list(sys._getframe(1).f_locals.values()):
        for found in gc.get_referents(value):
            if isinstance(found, list):
                found[:] = [object() for _ in found]
    return x


def advance_loop_iterator(x: int) -> int:
    for value in list(sys._getframe(1).f_locals.values()):
        if type(value).__name__ == "list_iterator":
            next(value, None)
    return x


def rewind_loop_iterator(x: int) -> int:
    for value in list(sys._getframe(1).f_locals.values()):
        if type(value).__name__ == "list_iterator":
            value.__setstate__(0)
    return x


def delete_loop_iterator(x: int) -> int:
    frame = sys._getframe(1)
    for name in list(frame.f_locals):
        frame.f_locals[name] = None
    return x


def replace_loop_function(x: int) -> int:
    sys._getframe(1).f_locals["function"] = lambda *_: "not an int"
    return x


def tamper_with_every_list(x: int) -> int:
    for found in gc.get_objects():
        if type(found) is list and found is not sys.path:
            found.clear()
    return x


def clear_frame(x: int) -> int:
    sys._getframe(1).clear()
    return x


def replace_builtins(x: int) -> int:
    for name in ("zip", "len", "list", "print", "isinstance", "type", "str", "repr", "getattr"):
        setattr(builtins, name, None)
    return "wrong"


def remove_builtins(x: int) -> int:
    vars(builtins).clear()
    raise ValueError


def replace_json(x: int) -> int:
    json.dumps = lambda *_, **__: "no JSON"
    raise ValueError("not told")


def replace_json_with_numbers(x: int) -> int:
    json.dumps = lambda *_, **__: 5
    raise ValueError("not told")


def forge_report(x: int) -> int:
    forged = '{"code": "time_limit", "message": "forged", "row": -5}'
    json.dumps = lambda *_, **__: forged
    raise ValueError("not told")


def replace_traceback(x: int) -> int:
    traceback.TracebackException = None
    raise ValueError("not told")


def replace_description(x: int) -> int:
    import pyguest._failures

    pyguest._failures.describe_misfit = lambda *_: b"\xff\xfe no JSON"
    return "wrong"


def replace_description_with_text(x: int) -> int:
    import pyguest._failures

    pyguest._failures.describe_misfit = lambda *_: "text"
    return "wrong"


def description_that_never_ends(x: int) -> int:
    import pyguest._failures

    def forever(*_):
        while True:
            pass

    pyguest._failures.describe_misfit = forever
    return "wrong"


def description_of_many_megabytes(x: int) -> int:
    import pyguest._failures

    pyguest._failures.describe_misfit = lambda *_: b"x" * 40_000_000
    return "wrong"


def remove_own_modules(x: int) -> int:
    for name in list(sys.modules):
        if name.startswith("pyguest"):
            sys.modules[name] = None
    raise ValueError("not told")


def clear_modules(x: int) -> int:
    sys.modules.clear()
    raise ValueError("still told")


def replace_import(x: int) -> int:
    builtins.__import__ = None
    sys.meta_path.clear()
    raise ValueError("still told")


def forget_signatures(x: int) -> int:
    import pyguest._declared

    pyguest._declared.returns.clear()
    return "wrong"


def load_again(x: int) -> int:
    import pyguest._program

    pyguest._program.load(b'{"name": "x.py", "source": "", "environment": {}}')
    return x


def trace_everything(x: int) -> int:
    def tracer(*_):
        return tracer

    sys.settrace(tracer)
    sys.setprofile(tracer)
    return x


def trace_with_errors(x: int) -> int:
    def tracer(*_):
        raise ValueError("from the tracer")

    sys.settrace(tracer)
    (lambda: None)()
    return x


def monitor(x: int) -> int:
    sys.monitoring.use_tool_id(0, "tool")
    sys.monitoring.set_events(0, sys.monitoring.events.CALL)
    return x


def switch_interval(x: int) -> int:
    sys.setswitchinterval(1e-9)
    sys.setrecursionlimit(10**9)
    gc.set_threshold(1)
    return x


def tiny_recursion_limit(x: int) -> int:
    sys.setrecursionlimit(5)
    raise ValueError("with little depth")


def small_int_limit(x: int) -> int:
    sys.set_int_max_str_digits(640)
    return 10**5000


def audit_hook(x: int) -> int:
    def hook(*_):
        raise ValueError("from the hook")

    sys.addaudithook(hook)
    return len(eval("[1, 2]"))


def exit_handler(x: int) -> int:
    import atexit

    atexit.register(print, "too late")
    return x


def exception_hook(x: int) -> int:
    sys.excepthook = lambda *_: None
    sys.unraisablehook = lambda *_: None
    raise ValueError("still told")


def standard_output(x: int) -> int:
    sys.stdout = sys.stderr = None
    print("into nothing")
    return x


def standard_output_that_raises(x: int) -> int:
    class Output:
        def write(self, _):
            raise ValueError("no output")

    sys.stdout = sys.stderr = Output()
    print("into an error")
    return x


def change_own_code(x: int) -> int:
    change_own_code.__code__ = (lambda x: "changed").__code__
    return x


def change_own_defaults(x: int) -> int:
    change_own_defaults.__defaults__ = ("a", "b", "c")
    return x


def change_own_annotations(x: int) -> int:
    change_own_annotations.__annotations__["return"] = str
    return "text"


def change_small_int(x: int) -> int:
    # There is no way to an int's memory without ctypes.
    return id(1) and int.from_bytes(memoryview(b"\x01"), "little")


def finaliser(x: int) -> int:
    class Last:
        def __del__(self):
            raise ValueError("from the finaliser")

    Last()
    return x


def finaliser_that_stays(x: int) -> int:
    class Undead:
        def __del__(self):
            globals().setdefault("undead", []).append(self)

    Undead()
    return len(globals().get("undead", [])) - 1


def collect_in_the_loop(x: int) -> int:
    gc.collect()
    gc.unfreeze()
    return x
