package org.example.shop;

import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** Two sets of parameters share a name. */
@RunWith(Parameterized.class)
public class CouponTest {
    @Parameterized.Parameters(name = "{0} \u2014 \"off\"")
    public static Iterable<Object[]> coupons() {
        return Arrays.asList(new Object[][] {{"10 %", 1}, {"10 %", -1}, {"<50 %>\u0007", 1}});
    }

    @Parameterized.Parameter(0)
    public String label;

    @Parameterized.Parameter(1)
    public int left;

    @Test
    public void leavesSomething() {
        assertTrue(label, left > 0);
    }
}
