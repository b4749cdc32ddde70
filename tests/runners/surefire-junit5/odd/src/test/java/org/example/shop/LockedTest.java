package org.example.shop;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A hook fails before any test. */
@DisplayName("a locked till")
class LockedTest {
    @BeforeAll
    static void unlock() {
        throw new IllegalStateException("till drawer is locked");
    }

    @Test
    void opens() {}

    @Test
    void closes() {}
}
