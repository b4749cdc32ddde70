"""Workers that die, in the test and between tests, and one that dies with the others' results."""

import os
import sys

import pytest


@pytest.mark.parametrize("till", range(4))
def test_opens(till):
    print(f"till {till} is open")


def test_kills_its_worker():
    print("till is on fire")
    sys.stdout.flush()
    os._exit(3)


@pytest.fixture
def scale():
    yield
    os._exit(4)


def test_kills_its_worker_afterwards(scale):
    pass


def test_fails_and_teardown_kills_its_worker(scale):
    assert scale == "12 g"


def test_is_not_reached_or_is():
    pytest.skip("depends on the worker")
