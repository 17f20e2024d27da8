"""Keys derived from passwords: what `hashlib` has of OpenSSL elsewhere."""

import hashlib
import operator
import typing

import _pyguest

# Anything that is bytes, as the library's own stubs call it.
Buffer = bytes | bytearray | memoryview

_MOST = 2**31 - 1
# As OpenSSL has it.
_USUAL_SCRYPT_MEMORY = 32 << 20


def pbkdf2_hmac(
    hash_name: str, password: Buffer, salt: Buffer, iterations: int, dklen: int | None = None
) -> bytes:
    """Key derivation function 2 of PKCS #5 v2.0, with HMAC as its pseudorandom function."""
    if not isinstance(hash_name, str):
        raise TypeError(f"pbkdf2_hmac() argument 'hash_name' must be str, not {_kind(hash_name)}")
    # Anything that is bytes; text and numbers are not.
    password, salt = bytes(memoryview(password)), bytes(memoryview(salt))
    inner, outer = _keyed(hash_name, password)
    length = inner.digest_size if dklen is None else operator.index(dklen)
    iterations = operator.index(iterations)
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    if length < 1:
        raise ValueError("key length must be greater than 0.")
    if iterations > _MOST:
        raise OverflowError("iteration value is too great.")
    if length > _MOST:
        raise OverflowError("key length is too great.")
    count = -(-length // inner.digest_size)
    blocks = (
        _pyguest.pbkdf2_block(inner, outer, salt + number.to_bytes(4), iterations)
        for number in range(1, count + 1)
    )
    return b"".join(blocks)[:length]


def _keyed(hash_name: str, password: bytes) -> tuple[typing.Any, typing.Any]:
    """The inner and the outer hash of HMAC, which have seen the key."""
    inner, outer = hashlib.new(hash_name), hashlib.new(hash_name)
    if not inner.digest_size:
        # Of any length one likes, so no function to build HMAC on.
        raise ValueError(f"unsupported hash type {hash_name}")
    if len(password) > inner.block_size:
        password = hashlib.new(hash_name, password).digest()
    password = password.ljust(inner.block_size, b"\0")
    inner.update(bytes(byte ^ 0x36 for byte in password))
    outer.update(bytes(byte ^ 0x5C for byte in password))
    return inner, outer


def scrypt(
    password: Buffer,
    *,
    salt: Buffer | None = None,
    n: int | None = None,
    r: int | None = None,
    p: int | None = None,
    maxmem: int = 0,
    dklen: int = 64,
) -> bytes:
    """scrypt password-based key derivation function."""
    if salt is None or n is None or r is None or p is None:
        given = {"salt": salt, "n": n, "r": r, "p": p}
        missing = next(name for name, value in given.items() if value is None)
        raise TypeError(f"{missing} is required")
    password, salt = bytes(memoryview(password)), bytes(memoryview(salt))
    n, r, p, maxmem, dklen = map(operator.index, (n, r, p, maxmem, dklen))
    if n < 2 or n & (n - 1):
        raise ValueError("n must be a power of 2.")
    if not 0 <= maxmem <= _MOST:
        raise ValueError(f"maxmem must be positive and smaller than {_MOST}")
    if not 1 <= dklen <= _MOST:
        raise ValueError(f"dklen must be greater than 0 and smaller than {_MOST}")
    needed = 128 * r * (n + 2 + p)
    if r < 1 or p < 1 or r * p >= 1 << 30 or needed > (maxmem or _USUAL_SCRYPT_MEMORY):
        raise ValueError("Invalid parameter combination for n, r, p, maxmem.")
    size = 128 * r
    blocks = pbkdf2_hmac("sha256", password, salt, 1, p * size)
    mixed = (_pyguest.mix(blocks[at : at + size], r, n) for at in range(0, p * size, size))
    return pbkdf2_hmac("sha256", password, b"".join(mixed), 1, dklen)


def _kind(value: object) -> str:
    return type(value).__name__
