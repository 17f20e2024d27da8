class Account:
    def __init__(self, balance: int):
        self.balance = balance

    def withdraw(self, amount: int) -> int:
        if amount > self.balance:
            raise ValueError("not enough")
        return self.balance - amount


def f(x: int) -> int:
    return Account(1).withdraw(x)
