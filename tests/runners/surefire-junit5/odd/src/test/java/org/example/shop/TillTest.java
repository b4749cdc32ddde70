package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TillTest {
    private static int tries;

    @ParameterizedTest
    @ValueSource(strings = {"10 %", "<50 %> \u20ac", "10 %", "\u0007\u001b[31m"})
    void leavesSomething(String coupon) {
        assertTrue(coupon.endsWith("%"), coupon);
    }

    @ParameterizedTest(name = "coupon of {0} %")
    @CsvSource({"10, 1", "100, 0", "100, 1"})
    void leaves(int percent, int left) {
        assertEquals(left, percent < 100 ? 1 : 0);
    }

    @RepeatedTest(3)
    void opens(RepetitionInfo repetition) {
        assertTrue(repetition.getCurrentRepetition() != 2, "second time");
    }

    @Test
    @DisplayName("says \"control\" characters \u2014 <\u00f6>")
    void saysControlCharacters() {
        System.out.println("out: \u001b[31mred\u001b[0m ]]> \u20ac");
        fail("display said \u001b[31mERROR\u001b[0m \u0000\b ]]> \"quoted\" \u20ac \ud83d\ude00\nand more");
    }

    @Test
    void failsTwice() {
        assertAll("coins", () -> assertEquals(1, 2, "first coin"), () -> assertEquals(3, 4));
    }

    @Test
    void passesAtTheSecondTry() {
        assertEquals(2, ++tries, "tries");
    }

    @Test
    @Disabled("no drawer <yet>")
    void opensTheDrawer() {}

    @Test
    void printsAtTheCounter() {
        assumeTrue(false, "no printer at this counter");
    }

    @TestFactory
    Stream<DynamicNode> receipts() {
        return Stream.of("A", "B", "A").map(
            name -> DynamicTest.dynamicTest("receipt " + name, () -> assertEquals("A", name)));
    }

    @AfterEach
    void close(TestInfo test) {
        if (test.getDisplayName().equals("leavesTheDrawerOpen()")) {
            throw new IllegalStateException("drawer is open");
        }
    }

    @Test
    void leavesTheDrawerOpen() {
        throw new IllegalStateException("drawer is stuck");
    }

    @Nested
    @DisplayName("with a receipt")
    class WithAReceipt {
        @Test
        void opens() {}

        @Nested
        class OfToday {
            @Test
            void opens() {
                fail("closed");
            }
        }
    }

    @Nested
    @Disabled("every return has a receipt")
    class WithoutAReceipt {
        @Test
        void opens() {}

        @Test
        void closes() {}
    }
}
