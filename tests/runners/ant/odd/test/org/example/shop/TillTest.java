package org.example.shop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.fail;
import static org.junit.Assume.assumeTrue;

import org.junit.After;
import org.junit.Ignore;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.ErrorCollector;
import org.junit.rules.TestName;

public class TillTest {
    @Rule public final ErrorCollector coins = new ErrorCollector();
    @Rule public final TestName test = new TestName();

    @Test
    public void failsTwice() {
        coins.checkThat("first coin", 2, org.hamcrest.CoreMatchers.is(1));
        coins.checkThat("second coin", 4, org.hamcrest.CoreMatchers.is(3));
    }

    @Test
    public void saysControlCharacters() {
        System.out.println("out: \u001b[31mred\u001b[0m ]]> \u0000 \ufffe \ud83d\ude00 \u20ac");
        System.err.println("err: <till>&amp;");
        fail("display said \u001b[31mERROR\u001b[0m \u0000\b ]]> \"quoted\" \u20ac \ud83d\ude00\nand more");
    }

    @Test
    public void throwsWithoutAMessage() {
        throw new IllegalStateException();
    }

    @Test
    @Ignore("no drawer <yet>")
    public void opensTheDrawer() {}

    @Test
    public void printsAtTheCounter() {
        assumeTrue("no printer at this counter", false);
    }

    @Test
    public void \u00f6ffnetDieKasse() {}

    @After
    public void close() {
        if (test.getMethodName().equals("leavesTheDrawerOpen")) {
            throw new IllegalStateException("drawer is open");
        }
    }

    @Test
    public void leavesTheDrawerOpen() {
        assertEquals("coins", 1, 2);
    }
}
