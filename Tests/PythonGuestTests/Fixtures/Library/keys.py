"""Keys from passwords, by the vectors of RFC 6070, RFC 7914 and others that are published.

Each function checks itself and returns True.
"""

import hashlib
from hashlib import pbkdf2_hmac, scrypt


def pbkdf2_of_sha1() -> bool:
    found = [
        pbkdf2_hmac("sha1", b"password", b"salt", 1, 20),
        pbkdf2_hmac("sha1", b"password", b"salt", 2, 20),
        pbkdf2_hmac("sha1", b"password", b"salt", 4096, 20),
        pbkdf2_hmac(
            "sha1", b"passwordPASSWORDpassword", b"saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25
        ),
        pbkdf2_hmac("sha1", b"pass\0word", b"sa\0lt", 4096, 16),
    ]
    return [key.hex() for key in found] == [
        "0c60c80f961f0e71f3a9b524af6012062fe037a6",
        "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957",
        "4b007901b765489abead49d926f721d065a429c1",
        "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
        "56fa6aa75548099dcc37d7f03425e0c3",
    ]


def pbkdf2_of_sha256() -> bool:
    one = pbkdf2_hmac("sha256", b"passwd", b"salt", 1, 64).hex()
    many = pbkdf2_hmac("sha256", b"Password", b"NaCl", 80000, 64).hex()
    return one == (
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
    ) and many == (
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
    )


def pbkdf2_takes_every_hash_of_a_fixed_length() -> bool:
    lengths = {
        name: len(pbkdf2_hmac(name, bytearray(b"p" * 300), memoryview(b"s"), 2))
        for name in hashlib.algorithms_guaranteed
        if not name.startswith("shake")
    }
    return all(hashlib.new(name).digest_size == length for name, length in lengths.items())


def pbkdf2_refuses() -> bool:
    return (
        _raised(pbkdf2_hmac, "sha1", b"p", b"s", 0) is ValueError
        and _raised(pbkdf2_hmac, "sha1", b"p", b"s", 1, 0) is ValueError
        and _raised(pbkdf2_hmac, "none", b"p", b"s", 1) is ValueError
        and _raised(pbkdf2_hmac, "shake_128", b"p", b"s", 1) is ValueError
        and _raised(pbkdf2_hmac, "sha1", "p", b"s", 1) is TypeError
        and _raised(pbkdf2_hmac, "sha1", b"p", "s", 1) is TypeError
        and _raised(pbkdf2_hmac, b"sha1", b"p", b"s", 1) is TypeError
        and _raised(pbkdf2_hmac, "sha1", b"p", b"s", 2**40) is OverflowError
        and _raised(pbkdf2_hmac, "sha1", b"p", b"s", 1.0) is TypeError
    )


def scrypt_of_the_standard() -> bool:
    found = [
        scrypt(b"", salt=b"", n=16, r=1, p=1, dklen=64),
        scrypt(b"password", salt=b"NaCl", n=1024, r=8, p=16, dklen=64),
        scrypt(b"pleaseletmein", salt=b"SodiumChloride", n=16384, r=8, p=1, dklen=64),
    ]
    return [key.hex() for key in found] == [
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    ]


def scrypt_refuses() -> bool:
    def raised(**changes):
        return _raised(scrypt, b"p", **{"salt": b"s", "n": 16, "r": 1, "p": 1, **changes})

    return (
        all(raised(n=n) is ValueError for n in (0, 1, 15, -16))
        and raised(r=0) is ValueError
        and raised(p=0) is ValueError
        and raised(dklen=0) is ValueError
        and raised(maxmem=-1) is ValueError
        and raised(n=2**20, r=8) is ValueError
        and raised(n=2**20, r=8, maxmem=2**31 - 1) is MemoryError
        and raised(n=2**62, r=2**62, maxmem=2**31 - 1) is ValueError
        and raised(salt=None) is TypeError
        and raised(n="16") is TypeError
    )


def _raised(function, *arguments, **options):
    try:
        function(*arguments, **options)
    except Exception as error:
        return type(error)
