class Evil:
    def __getattr__(self, name):
        raise SystemExit(name)

    def __call__(self):
        return 1


evil = Evil()


def f() -> int:
    return 1
