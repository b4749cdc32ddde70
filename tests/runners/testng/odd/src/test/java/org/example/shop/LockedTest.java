package org.example.shop;

import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** Hooks that fail: before every test of one class, after one of another. */
public class LockedTest {
    @BeforeClass
    public void unlock() {
        throw new IllegalStateException("till drawer is locked");
    }

    @Test
    public void opens() {}

    public static class AfterwardsTest {
        @Test
        public void opens() {}

        @AfterMethod
        public void close() {
            throw new IllegalStateException("drawer is open");
        }
    }
}
