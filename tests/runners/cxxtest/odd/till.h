// Several failures in a test, fixtures that fail, a skip, a warning and raw bytes.
#include <cxxtest/TestSuite.h>

class Till : public CxxTest::TestSuite {
public:
    void testOpens() {}

    void testFailsTwice() {
        TSM_ASSERT_EQUALS("first coin ]]>", 1, 2);
        TSM_ASSERT_EQUALS("second coin <&> \"quoted\"", 3, 4);
    }

    void testSaysRawBytes() {
        TS_TRACE("out \x1b[31mred\x1b[0m");
        TS_FAIL("display said \xff\xfe and \x1b[31mERROR\x1b[0m \x08 ]]> \xe2\x82\xac");
    }

    void testPrints() { TS_SKIP("no printer <here>"); }
    void testWarns() { TS_WARN("drawer is slow"); }
    void testThrows() { throw 17; }
};

class Drawer : public CxxTest::TestSuite {
public:
    void setUp() { TS_FAIL("drawer is locked"); }
    void testOpens() {}
    void testOpensAgain() {}
};
