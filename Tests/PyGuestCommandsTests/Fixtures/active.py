import sys

EVIL = "a\x1b]0;owned\x07b\x08\x7f\x9b31m\x85\u061c\u200e\u202e\u2066\u2028\u2029é"


def evil(x: int) -> str:
    return EVIL + "\r\n\t."


def shows(x: int) -> int:
    print(EVIL, end="")
    return x


def lines(x: int) -> int:
    print("one\ttwo\nthree\r\nover\rwritten")
    return x


def raises(x: int) -> int:
    print("no end of line", end="")
    raise ValueError(
        EVIL
        + "\npyguest: another.py: forged\nin function forged, row 7"
        + "\r\npyguest: third.py: forged\r\nin function third, row 8"
    )


def cut(x: int) -> int:
    # A character in two pieces, and one that does not end.
    for byte in "é€".encode() + b"\xe2\x82":
        sys.stdout.buffer.write(bytes([byte]))
        sys.stdout.flush()
    return x


def chatty(lines: int) -> int:
    for _ in range(lines):
        print("y" * 999)
    return lines


def zeros(count: int) -> str:
    return "\0" * count


def letters(count: int) -> str:
    return "x" * count


def binary(count: int) -> bytes:
    return b"x" * count


def formula(x: int) -> str:
    return ["=1+1", "+1", "-1", "@x", "\tx", "plain", "a=b", ""][x]
