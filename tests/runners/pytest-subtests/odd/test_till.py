"""Subtests that fail inside tests that pass, fail, skip or err afterwards."""

import unittest

import pytest


def test_two_subtests_fail(subtests):
    for article in ("teapot", "cup", "]]>\x1b[31m"):
        with subtests.test(msg="weighs", article=article):
            assert article == "teapot"


def test_a_subtest_fails_and_the_test_too(subtests):
    with subtests.test("opens"):
        assert not "locked"
    raise RuntimeError("till drawer did not close")


def test_a_subtest_is_skipped(subtests):
    with subtests.test("gift wrap"):
        pytest.skip("opens in December")
    with subtests.test("tape"):
        pass


@pytest.fixture
def till():
    yield
    raise OSError("till drawer did not close")


def test_a_subtest_fails_and_teardown_errors(subtests, till):
    with subtests.test(till=1):
        assert till == 1


class LegacyReceipt(unittest.TestCase):
    def test_subtotals(self):
        for lines in (1, 2, 3):
            with self.subTest(lines=lines):
                self.assertEqual(lines, 2)

    def test_a_subtest_is_skipped(self):
        with self.subTest("gift wrap"):
            self.skipTest("opens in December")
