package org.example.shop;

import java.util.LinkedHashMap;
import java.util.Map;

/** A basket in whole cents, quantities merged by article. */
public final class Cart {
    private final Map<String, Integer> quantities = new LinkedHashMap<>();
    private final Map<String, Integer> prices = new LinkedHashMap<>();
    private int coupon;

    public Cart add(String article, int price, int quantity) {
        if (quantity < 1) {
            throw new IllegalArgumentException("quantity of " + article + " must be positive");
        }
        prices.put(article, price);
        quantities.merge(article, quantity, Integer::sum);
        return this;
    }

    public Cart redeem(int percent) {
        coupon = Math.max(coupon, percent);
        return this;
    }

    public int total() {
        int gross = 0;
        for (Map.Entry<String, Integer> line : quantities.entrySet()) {
            gross += line.getValue() * prices.get(line.getKey());
        }
        return gross - gross * coupon / 100;
    }
}
