package org.example.shop;

import org.junit.BeforeClass;
import org.junit.Test;

/** A hook fails before any test. */
public class LockedTest {
    @BeforeClass
    public static void unlock() {
        throw new IllegalStateException("till drawer is locked");
    }

    @Test
    public void opens() {}

    @Test
    public void closes() {}
}
