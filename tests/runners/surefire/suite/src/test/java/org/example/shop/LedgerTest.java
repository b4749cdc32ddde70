package org.example.shop;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class LedgerTest {
    @Test
    public void taxOnRoundAmounts() {
        assertEquals(200, Ledger.vat(1000, 20));
        assertEquals(7, Ledger.vat(100, 7));
    }

    @Test
    public void refundRoundsTaxHalfUp() {
        assertEquals(1546, Ledger.refund(1299, 19));
    }
}
