"""The older layout (file, line) with all it can log, properties and attributes of every kind."""

import logging
import sys

import pytest


class TestTill:
    class TestDrawer:
        def test_opens(self, record_property):
            record_property("severity", "<high> & \"urgent\"\nsecond line")
            record_property("severity", 3)

    def test_opens(self, record_xml_attribute):
        record_xml_attribute("severity", "low")
        record_xml_attribute("name", "opens under another name")
        record_xml_attribute("classname", "till")


def test_logs_everything(record_testsuite_property):
    record_testsuite_property("till", "9100")
    record_testsuite_property("till", "9101")
    print("on standard output \x1b[2J ]]>")
    print("on standard error", file=sys.stderr)
    logging.warning("in the log")


tries = []


def test_passes_at_the_third_try():
    print(f"try {len(tries)}")
    tries.append(None)
    assert len(tries) == 3


def test_fails_at_every_try(record_property):
    record_property("try", len(tries))
    print("drawer is \x00 locked")
    raise AssertionError("drawer did not open\n" + "\x1b[31mtwice\x1b[0m ]]> \ud800")


@pytest.mark.skip
def test_is_skipped_without_a_reason():
    pass


@pytest.mark.skip(reason="opens in \"December\"\nand not before")
def test_is_skipped():
    pass


@pytest.mark.xfail(reason="receipt lacks the tax number")
def test_is_expected_to_fail():
    raise AssertionError("no tax number")


@pytest.mark.xfail
def test_is_expected_to_fail_without_a_reason():
    raise AssertionError("no tax number")


@pytest.mark.parametrize("text", ["a.b", "a/b", "a[0]", "two\nlines", "x" * 300])
def test_prints(text):
    pass


def test_leaves():
    pytest.exit("shop is closed", returncode=7)


def test_is_never_reached():
    pass
