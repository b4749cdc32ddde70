// Nested suites, data, expected failures, disabled and dependent tests, bytes that are no UTF-8.
#define BOOST_TEST_MODULE till
#include <boost/test/included/unit_test.hpp>

#include <boost/mpl/list.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <iostream>
#include <stdexcept>

namespace utf = boost::unit_test;

BOOST_AUTO_TEST_SUITE(counter)
BOOST_AUTO_TEST_SUITE(drawer)
BOOST_AUTO_TEST_CASE(opens) { BOOST_TEST(1 == 1); }
BOOST_AUTO_TEST_CASE(fails_twice) {
    BOOST_TEST(1 == 2, "first coin ]]>");
    BOOST_TEST(3 == 4, "second coin <&>");
}
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_CASE(opens) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_SUITE_END()

BOOST_DATA_TEST_CASE(coupon_leaves_something, utf::data::make({10, 100, 50}), percent) {
    BOOST_TEST(100 - percent > 0);
}

typedef boost::mpl::list<short, int> amounts;
BOOST_AUTO_TEST_CASE_TEMPLATE(till_counts, T, amounts) { BOOST_TEST(sizeof(T) == 4U); }

BOOST_AUTO_TEST_CASE(says_raw_bytes) {
    std::cout << "out \x1b[31mred\x1b[0m\n";
    BOOST_TEST_MESSAGE("message \x1b[31mred\x1b[0m ]]> \xff");
    BOOST_ERROR("display said \xff\xfe and \x1b[31mERROR\x1b[0m \x08 ]]> \xe2\x82\xac");
}

BOOST_AUTO_TEST_CASE(throws) { throw std::runtime_error("drawer \"stuck\""); }
BOOST_AUTO_TEST_CASE(throws_what_nobody_knows) { throw 17; }
BOOST_AUTO_TEST_CASE(is_fatal) { BOOST_REQUIRE(1 == 2); }
BOOST_AUTO_TEST_CASE(fails_as_expected, *utf::expected_failures(1)) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_CASE(passes_unexpectedly, *utf::expected_failures(1)) { BOOST_TEST(1 == 1); }
BOOST_AUTO_TEST_CASE(is_disabled, *utf::disabled()) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_CASE(needs_the_drawer, *utf::depends_on("counter/opens")) { BOOST_TEST(1 == 1); }
BOOST_AUTO_TEST_CASE(warns) { BOOST_WARN(1 == 2); }
BOOST_AUTO_TEST_CASE(checks_nothing) {}
BOOST_AUTO_TEST_CASE(crashes) { *static_cast<volatile int *>(nullptr) = 1; }
