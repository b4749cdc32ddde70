#include "shop.h"

#include <gtest/gtest.h>

TEST(Cart, MergesTheSameArticle) {
    EXPECT_EQ(shop::Cart().add("teapot", 2495).add("teapot", 2495, 2).total(), 7485);
}

TEST(Cart, RefusesAQuantityOfNone) {
    EXPECT_THROW(shop::Cart().add("cup", 300, 0), std::invalid_argument);
}

class Coupon : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(Coupon, LowersTheTotal) {
    shop::Cart cart;
    EXPECT_EQ(cart.add("teapot", 2495).redeem(GetParam().first).total(), GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(Spring, Coupon,
                         testing::Values(std::pair(10, 2246), std::pair(25, 1872),
                                         std::pair(50, 1248)));

TEST(Reservation, IsConfirmedInTime) {
    EXPECT_EQ(shop::reserve("R-1001"), "confirmed") << "reservation R-1001 after 50 ms";
}

TEST(Reservation, OfGiftWrap) { GTEST_SKIP() << "gift wrap opens in December"; }
