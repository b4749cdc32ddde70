package org.example.shop;

/** Tax in cents, rounded half up unless LEDGER_ROUNDING says truncate. */
public final class Ledger {
    private Ledger() {}

    public static int vat(int net, int rate) {
        int half = "truncate".equals(System.getenv("LEDGER_ROUNDING")) ? 0 : 50;
        return (net * rate + half) / 100;
    }

    public static int refund(int net, int rate) {
        return net + vat(net, rate);
    }
}
