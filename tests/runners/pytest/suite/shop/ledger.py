"""Double entry in cents. Tax is rounded half up unless the house says otherwise."""

import os


def vat(net, rate, rounding=None):
    rounding = rounding or os.environ.get("LEDGER_ROUNDING", "half-up")
    return (net * rate + (50 if rounding == "half-up" else 0)) // 100


class Ledger:
    def __init__(self):
        self.accounts = {}

    def post(self, debit, credit, cents):
        if cents <= 0:
            raise ValueError("an entry moves a positive amount")
        self.accounts[debit] = self.accounts.get(debit, 0) + cents
        self.accounts[credit] = self.accounts.get(credit, 0) - cents

    def balance(self, account):
        return self.accounts.get(account, 0)

    def refund(self, net, rate):
        gross = net + vat(net, rate)
        self.post("sales", "till", gross)
        return gross
