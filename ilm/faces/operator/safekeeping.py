"""Verbs of `command` that keep what would be lost: back-ups, the ledger's file, a trusted pin; and
an operator's word."""

from argparse import Namespace

from ilm.faces.operator import backup as back_ups
from ilm.faces.operator import clearing, history, lessons, machines, returning, vaults


def backup(asked: Namespace) -> None:
    for line in back_ups.renew(asked.folder, recipients=asked.to, media=not asked.no_media):
        print(line)


def vacuum(asked: Namespace) -> None:
    print(*clearing.clear(), sep="\n")


def restore(asked: Namespace) -> None:
    back_ups.restore(asked.files, identity=asked.identity, admin=asked.admin)
    erase_again(asked)
    for line in returning.close_passings():
        print(line)


def erase_again(_asked: Namespace) -> None:
    for line in returning.settle():
        print(line)


def export(asked: Namespace) -> None:
    head = history.export(asked.organisation, to=asked.to)
    print(f"{head.seq}:{head.hash.hex()}")


def pin(asked: Namespace) -> None:
    print(vaults.pinned(asked.organisation, asked.fingerprint))


def vouch(asked: Namespace) -> None:
    print(vaults.vouched_anew())


def allow(asked: Namespace) -> None:
    print(machines.allow(asked))


def end_machine(asked: Namespace) -> None:
    print(machines.end(asked))


def train(_: Namespace) -> None:
    print(lessons.told())
