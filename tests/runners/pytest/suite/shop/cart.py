"""A basket: whole cents only, quantities merged by article."""

from dataclasses import dataclass, field


class CartError(ValueError):
    """The basket was asked for something no shop would do."""


@dataclass
class Cart:
    lines: dict = field(default_factory=dict)
    coupon: int = 0

    def add(self, article, price, quantity=1):
        if quantity < 1:
            raise CartError(f"quantity of {article} must be positive, not {quantity}")
        _, before = self.lines.get(article, (price, 0))
        self.lines[article] = (price, before + quantity)

    def redeem(self, percent):
        if not 0 < percent <= 50:
            raise CartError(f"no coupon gives {percent} %")
        self.coupon = max(self.coupon, percent)

    def total(self):
        gross = sum(price * quantity for price, quantity in self.lines.values())
        return gross - gross * self.coupon // 100
