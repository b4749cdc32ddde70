package org.example.shop;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

@RunWith(Parameterized.class)
public class CartTest {
    @Parameterized.Parameters(name = "{0} % leaves {1}")
    public static Iterable<Object[]> coupons() {
        return Arrays.asList(new Object[][] {{10, 2246}, {25, 1872}, {50, 1248}});
    }

    @Parameterized.Parameter(0)
    public int percent;

    @Parameterized.Parameter(1)
    public int total;

    @Test
    public void couponLowersTotal() {
        assertEquals(total, new Cart().add("teapot", 2495, 1).redeem(percent).total());
    }

    @Test(expected = IllegalArgumentException.class)
    public void quantityMustBePositive() {
        new Cart().add("cup", 300, 0);
    }
}
