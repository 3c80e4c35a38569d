"""A settled process does not walk its own code again."""

import subprocess
import sys

SETTLED = """
import gc
from ilm.kit import memory
memory.settle()
print(gc.get_freeze_count() > 1000, gc.get_count()[2] == 0, gc.get_threshold()[0] == memory.YOUNG)
kept = gc.get_freeze_count()
ring = []
ring.append(ring)
del ring
print(gc.collect() >= 1, gc.get_freeze_count() == kept)
"""


def test_what_was_loaded_is_left_alone_and_new_rings_are_still_found():
    command = [sys.executable, "-c", SETTLED]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True"] * 5
