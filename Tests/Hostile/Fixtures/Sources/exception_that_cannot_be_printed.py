class Bad(Exception):
    def __str__(self):
        raise SystemExit

    __setattr__ = __getattribute__ = __str__


raise Bad
