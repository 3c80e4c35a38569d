"""What a log line may say: where something broke, never what was in it."""

import logging
import traceback


class NoProse(logging.Filter):
    """An exception's message can hold a worker's words: keep its kind and where it was."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-4:]
            places = " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in frames[::-1])
            record.msg, record.args = f"{record.exc_info[0].__name__} at {places}", ()
            record.exc_info = record.exc_text = None
        elif record.name.startswith("django"):
            record.msg, record.args = _without_address(record), ()
        return True


def _without_address(record: logging.LogRecord) -> str:
    """Django's own lines name the path asked for, and a path can hold a receipt typed by hand."""
    words = str(record.msg).split("%")[0].split(":")[0].strip()
    return f"{getattr(record, 'status_code', '')} {words}".strip()
