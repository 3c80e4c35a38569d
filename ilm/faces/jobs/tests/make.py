"""What tests of the jobs walk with."""

from ilm.faces.jobs.parsing import parse_waiting


def parse_all() -> int:
    """Batches until nothing waits; how many deliveries."""
    total = 0
    while taken := parse_waiting():
        total += taken
    return total
