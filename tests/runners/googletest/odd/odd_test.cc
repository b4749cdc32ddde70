// Properties, several failures in one test, and bytes that are no UTF-8.
#include <gtest/gtest.h>

TEST(Till, RecordsProperties) {
    RecordProperty("drawer", 3);
    RecordProperty("label", "a<b & \"c\"");
}

TEST(Till, FailsTwice) {
    EXPECT_EQ(1, 2) << "first ]]> coin";
    EXPECT_EQ(3, 4) << "second coin";
}

TEST(Till, SaysRawBytes) { FAIL() << "display said \xff\xfe and \x1b[31mERROR\x1b[0m"; }

class Receipt : public testing::Test {
protected:
    static void SetUpTestSuite() { FAIL() << "no printer on port 9100"; }
};

TEST_F(Receipt, IsPrinted) {}

TEST(Receipts, Throw) { throw 17; }
