package org.example.shop;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.fail;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;
import org.testng.asserts.SoftAssert;

public class TillTest {
    /** Neither the parameters nor their number get into the name. */
    @DataProvider
    public Object[][] coupons() {
        return new Object[][] {{"10 %", 1}, {"10 %", -1}, {"<50 %>\u0007", 1}};
    }

    @Test(dataProvider = "coupons")
    public void leavesSomething(String label, int left) {
        assertEquals(left, 1, label);
    }

    @Test
    public void failsTwice() {
        SoftAssert coins = new SoftAssert();
        coins.assertEquals(1, 2, "first coin");
        coins.assertEquals(3, 4, "second coin");
        coins.assertAll();
    }

    @Test
    public void saysControlCharacters() {
        System.out.println("out: \u001b[31mred\u001b[0m ]]> \u20ac");
        fail("display said \u001b[31mERROR\u001b[0m \u0000\b ]]> \"quoted\" \u20ac \ud83d\ude00\nand more");
    }

    @Test(invocationCount = 3)
    public void opens() {}

    @Test(dependsOnMethods = "failsTwice")
    public void closes() {}

    @Test(enabled = false)
    public void isDisabled() {}

    @Test(expectedExceptions = IllegalStateException.class)
    public void refusesFrancs() {}

    @Test(timeOut = 20)
    public void answersInTime() throws InterruptedException {
        Thread.sleep(2000);
    }
}
