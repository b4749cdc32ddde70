// Sections, generators that repeat a name, tests that may fail, and bytes that are no UTF-8.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include <iostream>
#include <stdexcept>

TEST_CASE("till opens", "[till][counter]") {
    int drawer = 0;
    SECTION("with a key") {
        drawer = 1;
        SECTION("that turns <left>") { CHECK(drawer == 1); }
        SECTION("that breaks") { CHECK(drawer == 2); }
    }
    SECTION("without / a key") { CHECK(drawer == 0); }
}

TEST_CASE("coupon leaves something", "[coupon]") {
    const int percent = GENERATE(10, 100, 50);
    SECTION("of the total") { CHECK(100 - percent > 0); }
}

TEST_CASE("coupon is generated outside of sections") {
    const int percent = GENERATE(10, 100, 100);
    CHECK(100 - percent > 0);
}

TEMPLATE_TEST_CASE("till counts", "", short, int) { CHECK(sizeof(TestType) == 4); }

TEST_CASE("till fails twice") {
    CHECK(1 == 2);
    CHECK(3 == 4);
}

TEST_CASE("till says raw bytes \x01 \xe2\x82\xac") {
    std::cout << "out \x1b[31mred\x1b[0m ]]> \xff\n";
    std::cerr << "err <&>\n";
    FAIL("display said \xff\xfe and \x1b[31mERROR\x1b[0m \x08 ]]> \xe2\x82\xac");
}

TEST_CASE("till throws") { throw std::runtime_error("drawer \"stuck\""); }
TEST_CASE("francs are not known yet", "[!mayfail]") { CHECK(1 == 2); }
TEST_CASE("francs fail", "[!shouldfail]") { CHECK(1 == 2); }
TEST_CASE("francs pass", "[!shouldfail]") { CHECK(1 == 1); }
TEST_CASE("gift wrap", "[.]") { FAIL("hidden"); }
TEST_CASE("nothing is checked") {}
TEST_CASE() { CHECK(true); }
