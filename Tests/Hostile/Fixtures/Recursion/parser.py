"""Source text whose nesting the parser and the compiler must end."""

DEPTH = 20_000


def parse_add() -> int:
    compile("1+" * DEPTH + "1", "x", "eval")
    return 1


def parse_attr() -> int:
    compile("x" + ".a" * DEPTH, "x", "eval")
    return 1


def parse_call() -> int:
    compile("x" + "()" * DEPTH, "x", "eval")
    return 1


def parse_index() -> int:
    compile("x" + "[0]" * DEPTH, "x", "eval")
    return 1


def parse_neg() -> int:
    compile("-" * DEPTH + "1", "x", "eval")
    return 1


def parse_not() -> int:
    compile("not " * DEPTH + "1", "x", "eval")
    return 1


def parse_lambda() -> int:
    compile("lambda: " * DEPTH + "1", "x", "eval")
    return 1


def parse_if() -> int:
    compile("1 if 1 else " * DEPTH + "1", "x", "eval")
    return 1


def parse_elif() -> int:
    compile("if 1: pass\n" + "elif 1: pass\n" * DEPTH, "x", "exec")
    return 1


def parse_pow() -> int:
    compile("a**" * DEPTH + "1", "x", "exec")
    return 1


def parse_paren() -> int:
    compile("(" * 190 + "1" + ")" * 190, "x", "exec")
    return 1


def parse_brackets() -> int:
    compile("[" * 190 + "1" + "]" * 190, "x", "exec")
    return 1


def parse_braces() -> int:
    compile("{1:" * 190 + "1" + "}" * 190, "x", "exec")
    return 1


def parse_case() -> int:
    compile("match x:\n  case " + "[" * 190 + "]" * 190 + ": pass", "x", "exec")
    return 1


def parse_calls() -> int:
    compile("f(" * 190 + ")" * 190, "x", "exec")
    return 1


def parse_fstring() -> int:
    compile("f'{" * 140 + "1" + "}'" * 140, "x", "exec")
    return 1


def parse_walrus() -> int:
    compile("(a:=" * 190 + "1" + ")" * 190, "x", "exec")
    return 1


def parse_with() -> int:
    compile("".join(" " * i + "with a:\n" for i in range(19)) + " " * 19 + "pass", "x", "exec")
    return 1


def parse_def() -> int:
    compile("".join(" " * i + "def f():\n" for i in range(99)) + " " * 99 + "pass", "x", "exec")
    return 1


def parse_class() -> int:
    compile("".join(" " * i + "class f:\n" for i in range(99)) + " " * 99 + "pass", "x", "exec")
    return 1


def parse_try() -> int:
    compile(
        "".join(" " * i + "try:\n" for i in range(19))
        + " " * 19
        + "pass\n"
        + "".join(" " * (18 - i) + "finally: pass\n" for i in range(19)),
        "x",
        "exec",
    )
    return 1


def parse_mixed() -> int:
    compile("lambda x: [" * 95 + "1" + "]" * 95, "x", "exec")
    return 1


def parse_comp() -> int:
    compile("[x for x in " * 190 + "1" + "]" * 190, "x", "exec")
    return 1
