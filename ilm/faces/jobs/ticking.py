"""Once a minute: everything that falls due by time passing. One line for each; rooms add theirs."""

import logging
from contextlib import nullcontext
from importlib import import_module

from django.db.utils import InterfaceError, OperationalError

from ilm.wall.entering import entering

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds

# (module, function): called without arguments as the face `jobs`, each in its own transaction
TICKS: tuple[tuple[str, str], ...] = (
    ("ilm.talk.checking_in", "ask_due"),
    ("ilm.talk.ringing", "end_lost"),
    ("ilm.talk.drafting", "drop_old"),
    ("ilm.duty.ending", "drop_old"),
    ("ilm.duty.planning", "drop_old"),
    ("ilm.vault.resealing", "end_epochs"),
    ("ilm.assistance.referring", "lapse_due"),
    ("ilm.faces.labels", "drop_counts"),
    ("ilm.faces.jobs.publishing", "publish_daily"),
    ("ilm.faces.jobs.publishing", "rehearse_asked"),
)
# the same, but each opens transactions of its own
APART: tuple[tuple[str, str], ...] = (
    ("ilm.faces.jobs.ending", "end_due"),
    ("ilm.faces.jobs.witnessing", "remember_erased"),
    ("ilm.faces.jobs.witnessing", "witness_daily"),
)


def tick() -> None:
    """Each of TICKS and APART once. One that breaks does not keep the others from their turn."""
    for module, name in (*TICKS, *APART):
        together = entering("jobs") if (module, name) in TICKS else nullcontext()
        try:
            with together:
                getattr(import_module(module), name)()
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.warning("%s.%s broke: %s", module, name, type(error).__name__)
