'use strict';

/** A basket in whole cents, quantities merged by article. */
class Cart {
  #lines = new Map();
  #coupon = 0;

  add(article, price, quantity = 1) {
    if (!(quantity > 0)) throw new RangeError(`quantity of ${article} must be positive`);
    const before = this.#lines.get(article)?.quantity ?? 0;
    this.#lines.set(article, { price, quantity: before + quantity });
    return this;
  }

  redeem(percent) {
    this.#coupon = Math.max(this.#coupon, percent);
    return this;
  }

  get total() {
    let gross = 0;
    for (const { price, quantity } of this.#lines.values()) gross += price * quantity;
    return gross - Math.floor((gross * this.#coupon) / 100);
  }
}

module.exports = { Cart };
