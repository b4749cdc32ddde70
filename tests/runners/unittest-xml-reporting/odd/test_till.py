"""Subtests, expected failures, fixtures that fail, names and messages that are no XML."""

import sys
import unittest


class Till(unittest.TestCase):
    def test_opens(self):
        print("drawer is open \x1b[2J ]]>")
        print("on standard error", file=sys.stderr)

    def test_has_a_description(self):
        """The first line <says> what "it" shows.

        The second does not.
        """

    def test_fails(self):
        self.fail("display said \x1b[31mERROR\x1b[0m \x00\x08 ]]> & <b>\nsecond line é😀")

    def test_errors(self):
        raise OSError("no printer on port 9100")

    @unittest.skip('opens in "December"')
    def test_is_skipped(self):
        pass

    def test_skips_itself(self):
        raise unittest.SkipTest

    @unittest.expectedFailure
    def test_is_expected_to_fail(self):
        self.fail("no tax number")

    @unittest.expectedFailure
    def test_is_expected_to_fail_and_passes(self):
        pass


class Receipt(unittest.TestCase):
    def tearDown(self):
        if "teardown" in self.id():
            raise RuntimeError("till drawer did not close")

    def test_fails_and_teardown_errors(self):
        self.fail("no paper")

    def test_passes_and_teardown_errors(self):
        pass

    def test_subtotals(self):
        for lines in (1, 2, 3):
            with self.subTest("of ]]> & <b>", lines=lines):
                self.assertEqual(lines, 2)

    def test_subtest_errors(self):
        with self.subTest(printer=9100):
            raise OSError("no printer")

    def test_all_subtests_pass(self):
        for lines in (1, 2):
            with self.subTest(lines=lines):
                pass


class Scale(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("no scale")

    def test_weighs(self):
        pass


class Drawer(unittest.TestCase):
    @classmethod
    def tearDownClass(cls):
        raise RuntimeError("drawer did not close")

    def test_opens(self):
        pass


@unittest.skip("the shop is closed")
class Shop(unittest.TestCase):
    def test_opens(self):
        pass
