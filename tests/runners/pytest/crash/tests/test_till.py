"""Runs last: the till takes the whole runner with it, in the way that CRASH says."""

import os
import signal


def test_till_is_closed():
    crash = os.environ["CRASH"]
    if crash == "exit":
        os._exit(0)
    if crash == "abort":
        os.abort()
    if crash == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
