"""Special methods that C functions call, and that call these again."""

import copy
import datetime
import functools
import operator
import pickle


class R:
    def __repr__(self):
        return repr([self])


def repr_obj() -> str:
    return repr(R())


class R2:
    def __repr__(self):
        return repr({1: (self,)})


def repr_obj2() -> str:
    return repr(R2())


class R3:
    def __str__(self):
        return "%s" % self


def str_obj() -> str:
    return str(R3())


class R4:
    def __format__(self, s):
        return "{}".format(self)


def format_obj() -> str:
    return format(R4())


class R5:
    def __lt__(self, o):
        return sorted([self, o]) and True


def sort_obj() -> int:
    sorted([R5(), R5()])
    return 1


class R6:
    def __eq__(self, o):
        return [self] == [R6()]


def eq_obj() -> int:
    return R6() == R6()


class R7:
    def __hash__(self):
        return hash((self,))


def hash_obj() -> int:
    return hash(R7())


class R8:
    def __getattr__(self, n):
        return getattr(self, n)


def getattr_obj() -> int:
    return R8().x


class R9:
    def __getattribute__(self, n):
        return operator.attrgetter("x")(self)


def getattribute_obj() -> int:
    return R9().x


class R10:
    def __add__(self, o):
        return sum([self, self], self)


def sum_obj() -> int:
    R10() + 1
    return 1


class R11:
    def __iter__(self):
        return iter(map(str, self))


def iter_obj() -> int:
    list(R11())
    return 1


class R12:
    def __call__(self):
        return functools.reduce(lambda a, b: self(), [1, 2])


def reduce_obj() -> int:
    return R12()()


class R13:
    def __len__(self):
        return len(self)


def len_obj() -> int:
    return len(R13())


class R14:
    def __bool__(self):
        return any([self])


def bool_obj() -> int:
    return bool(R14())


class R15:
    def __int__(self):
        return int(self)


def int_obj() -> int:
    return int(R15())


class R16:
    def __index__(self):
        return [1][self]


def index_obj() -> int:
    return [1][R16()]


class R17:
    def __reduce__(self):
        pickle.dumps(self)
        return (R17, ())


def pickle_obj() -> int:
    pickle.dumps(R17())
    return 1


class R18:
    def __deepcopy__(self, m):
        return copy.deepcopy([self])


def deepcopy_obj() -> int:
    copy.deepcopy(R18())
    return 1


class R19:
    def __contains__(self, x):
        return self in self


def contains_obj() -> int:
    return 1 in R19()


def struct_again() -> int:
    import struct

    class C:
        def __index__(self):
            struct.pack("i", self)
            return 1

    struct.pack("i", C())
    return 1


def array_again() -> int:
    import array

    class C:
        def __index__(self):
            array.array("i", [self])
            return 1

    array.array("i", [C()])
    return 1


def math_again() -> int:
    import math

    class C:
        def __float__(self):
            return math.sqrt(self)

    math.sqrt(C())
    return 1


def round_again() -> int:
    class C:
        def __round__(self):
            return round(self)

    return round(C())


def pow_again() -> int:
    class C:
        def __pow__(self, o, m=None):
            return pow(self, o, m)

    return pow(C(), 1, 2)


def matmul_again() -> int:
    class C:
        def __matmul__(self, i):
            return self @ i

    return C() @ 1


def setattr_again() -> int:
    class C:
        def __setattr__(self, n, v):
            setattr(self, n, v)

    C().x = 1
    return 1


def getitem_again() -> int:
    class C:
        def __getitem__(self, i):
            return self[i]

    return C()[1]


def descr_again() -> int:
    class C:
        @property
        def x(self):
            return self.x

    return C().x


def defaultdict_again() -> int:
    class D(dict):
        def __missing__(self, k):
            return self[k]

    return D()[1]


def bisect_again() -> int:
    import bisect

    class C:
        def __lt__(self, o):
            bisect.bisect([self], self)

    bisect.bisect([C()], C())
    return 1


def heapq_again() -> int:
    import heapq

    class C:
        def __lt__(self, o):
            heapq.heapify([self, C()])

    heapq.heapify([C(), C()])
    return 1


def class_rec() -> int:
    class M(type):
        def __instancecheck__(c, o):
            return isinstance(o, c)

    class C(metaclass=M):
        pass

    return isinstance(1, C)


def subclass_rec() -> int:
    class M(type):
        def __subclasscheck__(c, o):
            return issubclass(o, c)

    class C(metaclass=M):
        pass

    return issubclass(int, C)


def set_name() -> int:
    class D:
        def __set_name__(self, o, n):
            type("x", (), {"y": self})

    class C:
        d = D()

    return 1


def new_rec() -> int:
    class C:
        def __new__(cls):
            return type.__call__(cls)

    C()
    return 1


def genericalias() -> int:
    class C:
        def __class_getitem__(c, i):
            return C[i]

    C[1]
    return 1


def copy_reduce() -> int:
    class C:
        def __reduce_ex__(self, p):
            copy.copy(self)
            return (C, ())

    copy.copy(C())
    return 1


def datetime_again() -> int:
    class T(datetime.tzinfo):
        def utcoffset(self, d):
            return d.utcoffset()

        def dst(self, d):
            return None

    datetime.datetime(2000, 1, 1, tzinfo=T()).utcoffset()
    return 1


def methodcaller_again() -> int:
    class C:
        def m(self):
            return operator.methodcaller("m")(self)

    return C().m()


class R20:
    def __lt__(self, o):
        return [R20(), R20(), R20()].sort() or True


def sort_within_sort() -> int:
    [R20(), R20()].sort()
    return 1


class R21:
    def __bytes__(self):
        return b"%b" % self


def bytes_obj() -> int:
    return len(bytes(R21()))


def init_subclass() -> int:
    class A:
        def __init_subclass__(cls):
            type("B", (A,), {})

    type("C", (A,), {})
    return 1
