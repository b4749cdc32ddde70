"""Everything pytest's reporter does that a reader of its files has to survive."""

import unittest

import pytest


@pytest.fixture
def till():
    yield []
    raise RuntimeError("till drawer did not close")


def test_call_fails_and_teardown_errors(till):
    assert till == ["float"]


def test_call_passes_and_teardown_errors(till):
    assert till == []


@pytest.fixture
def printer():
    raise OSError("no printer on port 9100")


def test_setup_errors(printer):
    pass


@pytest.mark.xfail(strict=True, reason="receipt lacks the tax number")
def test_strict_xfail_that_passes():
    pass


@pytest.mark.xfail(reason="receipt is cut at 40 columns")
def test_xfail_that_passes():
    pass


def test_control_characters_in_message():
    raise AssertionError("display said \x1b[31mERROR\x1b[0m\x00\x08 and went \u2028 dark")


@pytest.mark.parametrize("label", ["", "é", "\x00", "a::b", "<&>\"'", "日本"])
def test_labels(label, record_property):
    record_property("label length", len(label))
    record_property("label length", "again")
    if label == "":
        pytest.skip("no label at run time")


class LegacyReceipt(unittest.TestCase):
    def test_subtotals(self):
        for lines in (1, 2, 3):
            with self.subTest(lines=lines):
                self.assertNotEqual(lines, 2)
