package org.example.shop;

import static org.testng.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.testng.SkipException;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ShopTest {
    private static String condition(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    private static int vat(int net, int rate) {
        boolean truncate = condition("LEDGER_ROUNDING", "half-up").equals("truncate");
        return (net * rate + (truncate ? 0 : 50)) / 100;
    }

    /** WAREHOUSE: steady, slow-once (per reservation and ESCAPEMENT_STATE_DIR), slow, reset. */
    private static String reserve(String reservation) throws IOException {
        String manner = condition("WAREHOUSE", "steady");
        if (manner.equals("reset")) {
            throw new IOException("warehouse closed the connection during handshake");
        }
        Path seen = Paths.get(condition("ESCAPEMENT_STATE_DIR", "."), reservation);
        boolean once = manner.equals("slow-once") && Files.notExists(seen);
        if (once) {
            Files.createFile(seen);
        }
        return once || manner.equals("slow") ? "pending" : "confirmed";
    }

    @Test(retryAnalyzer = Again.class)
    public void reservationIsConfirmedInTime() throws IOException {
        assertEquals(reserve("R-1001"), "confirmed", "reservation R-1001 after 50 ms");
    }

    @DataProvider
    public Object[][] taxes() {
        return new Object[][] {{1000, 20, 200}, {100, 7, 7}, {50, 10, 5}};
    }

    @Test(dataProvider = "taxes")
    public void taxOnRoundAmounts(int net, int rate, int tax) {
        assertEquals(vat(net, rate), tax);
    }

    @Test
    public void refundRoundsTaxHalfUp() {
        assertEquals(1299 + vat(1299, 19), 1546);
    }

    @Test
    public void wrapsGifts() {
        throw new SkipException("gift wrap opens in December");
    }
}
