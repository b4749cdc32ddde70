package org.example.shop.returns;

import org.junit.Ignore;
import org.junit.Test;
import org.junit.experimental.runners.Enclosed;
import org.junit.runner.RunWith;

/** Nested classes, and the name of a class in another package. */
@RunWith(Enclosed.class)
public class TillTest {
    public static class WithAReceipt {
        @Test
        public void opens() {}
    }

    @Ignore("every return has a receipt")
    public static class WithoutAReceipt {
        @Test
        public void opens() {}
    }
}
