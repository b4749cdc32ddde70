// Subcases, decorators, templates that repeat a name, and bytes that are no UTF-8.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <iostream>
#include <stdexcept>

TEST_CASE("till opens") {
    int drawer = 0;
    SUBCASE("with a key") {
        drawer = 1;
        SUBCASE("that turns <left>") { CHECK(drawer == 1); }
        SUBCASE("that breaks") { CHECK(drawer == 2); }
    }
    SUBCASE("without a key") { CHECK(drawer == 0); }
}

TEST_SUITE("coupons") {
    TEST_CASE("shares a name") { CHECK(1 == 1); }
    TEST_CASE("shares a name") { CHECK(1 == 2); }
    TEST_CASE_TEMPLATE("till counts", T, short, int) { CHECK(sizeof(T) == 4); }
}

TEST_CASE("till fails twice") {
    CHECK_MESSAGE(1 == 2, "first coin");
    CHECK_MESSAGE(3 == 4, "second coin");
    WARN(5 == 6);
}

TEST_CASE("till says raw bytes \x01 \xe2\x82\xac") {
    std::cout << "out \x1b[31mred\x1b[0m ]]> \xff\n";
    FAIL("display said \xff\xfe and \x1b[31mERROR\x1b[0m \x08 ]]> \xe2\x82\xac");
}

TEST_CASE("till throws") { throw std::runtime_error("drawer \"stuck\""); }
TEST_CASE("francs are not known yet" * doctest::may_fail()) { CHECK(1 == 2); }
TEST_CASE("francs fail" * doctest::should_fail()) { CHECK(1 == 2); }
TEST_CASE("francs pass" * doctest::should_fail()) { CHECK(1 == 1); }
TEST_CASE("fails as often as it says" * doctest::expected_failures(1)) { CHECK(1 == 2); }
TEST_CASE("gift wrap" * doctest::skip()) { FAIL("not in December"); }
