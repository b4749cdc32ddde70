package org.example.shop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.Ignore;
import org.junit.Test;

public class ReservationTest {
    @Test
    public void isConfirmedInTime() throws Exception {
        String status = new Warehouse().reserve("R-1001");
        System.out.println("warehouse answered " + status);
        assertEquals("reservation R-1001 after 50 ms", "confirmed", status);
    }

    /** Two steps that share a file: with SHARED_STATE=leaking the first try leaves a lock. */
    @Test
    public void isReleasedAfterCheckout() throws IOException {
        Path lock = Paths.get(System.getenv("ESCAPEMENT_STATE_DIR"), "checkout.lock");
        if (Files.notExists(lock) && "leaking".equals(System.getenv("SHARED_STATE"))) {
            Files.createFile(lock);
            throw new IllegalStateException("checkout.lock is held by another basket");
        }
    }

    @Test
    @Ignore("gift wrap opens in December")
    public void wrapsGifts() {}

    @Test
    public void isPrintedAtTheCounter() {
        assumeTrue("no printer at this counter", Files.exists(Paths.get("/dev/lp0")));
    }
}
