"""Stand-in for the warehouse's reservation service.

WAREHOUSE says how it behaves: steady, slow-once (the first call of each reservation in
ESCAPEMENT_STATE_DIR is slow), slow, or reset (the peer hangs up).
"""

import os
import time
from pathlib import Path

PATIENCE = 0.05


class Warehouse:
    def __init__(self):
        self.manner = os.environ.get("WAREHOUSE", "steady")

    def _is_slow(self, reservation):
        if self.manner != "slow-once":
            return self.manner == "slow"
        seen = Path(os.environ["ESCAPEMENT_STATE_DIR"], reservation)
        if seen.exists():
            return False
        seen.touch()
        return True

    def reserve(self, reservation):
        if self.manner == "reset":
            raise ConnectionResetError("warehouse closed the connection during handshake")
        slow = self._is_slow(reservation)
        time.sleep(PATIENCE if slow else PATIENCE / 10)
        return "pending" if slow else "confirmed"
