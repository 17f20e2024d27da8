class Endless:
    @property
    def __wrapped__(self):
        return Endless()

    def __call__(self):
        return 1


endless = Endless()
endless.__module__ = __name__
