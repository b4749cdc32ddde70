import pytest

from shop.ledger import Ledger, vat


@pytest.mark.parametrize("net, rate, tax", [(1000, 20, 200), (100, 7, 7)])
def test_vat_of_round_amounts(net, rate, tax):
    assert vat(net, rate) == tax


def test_books_balance():
    ledger = Ledger()
    ledger.post("till", "sales", 1190)
    assert ledger.balance("till") + ledger.balance("sales") == 0


def test_refund_rounds_tax_half_up():
    assert Ledger().refund(1299, 19) == 1546


@pytest.mark.xfail(reason="foreign currencies are not converted yet")
def test_foreign_refund():
    assert Ledger().refund("12.99 CHF", 8) == 1403
