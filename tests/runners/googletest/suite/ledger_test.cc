#include "shop.h"

#include <gtest/gtest.h>

template <typename T> class Tax : public testing::Test {};
using Amounts = testing::Types<short, int>;
TYPED_TEST_SUITE(Tax, Amounts);

TYPED_TEST(Tax, OnRoundAmounts) {
    EXPECT_EQ(static_cast<TypeParam>(shop::vat(1000, 20)), TypeParam{200});
}

TEST(Refund, RoundsTaxHalfUp) {
    EXPECT_EQ(1299 + shop::vat(1299, 19), 1546);
    EXPECT_EQ(shop::vat(50, 7), 4);
}

TEST(Refund, DISABLED_ConvertsCurrencies) { FAIL() << "francs are not converted yet"; }
