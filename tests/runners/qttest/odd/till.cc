// Data rows that share a tag, skipped rows, expected failures, black lists and raw bytes.
#include <QtTest>

class Till : public QObject {
    Q_OBJECT

private slots:
    void opens() { QVERIFY(true); }

    void leavesSomething_data() {
        QTest::addColumn<int>("percent");
        QTest::newRow("ten") << 10;
        QTest::newRow("all <\"&> \xe2\x82\xac") << 100;
        QTest::newRow("ten") << 20;
        QTest::newRow("") << 30;
    }

    void leavesSomething() {
        QFETCH(int, percent);
        QCOMPARE(percent < 100, true);
    }

    void prints_data() {
        QTest::addColumn<bool>("printer");
        QTest::newRow("here") << true;
        QTest::newRow("there") << false;
        QTest::newRow("elsewhere") << false;
    }

    void prints() {
        QFETCH(bool, printer);
        if (!printer)
            QSKIP("no printer at this counter");
    }

    void failsAsExpected() {
        QEXPECT_FAIL("", "francs are not known <yet>", Continue);
        QCOMPARE(1, 2);
    }

    void passesUnexpectedly() {
        QEXPECT_FAIL("", "francs are not known", Continue);
        QCOMPARE(1, 1);
    }

    void warns() { qWarning("drawer is \x1b[31mslow\x1b[0m ]]> <&>"); }

    void saysRawBytes() {
        qDebug("out \x01\x08 \xff");
        QFAIL("display said \xff\xfe and \x1b[31mERROR\x1b[0m ]]> \xe2\x82\xac");
    }

    void throws() { throw 17; }
};

QTEST_APPLESS_MAIN(Till)
#include "till.moc"
