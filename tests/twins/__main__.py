"""The twins by themselves: python -m tests.twins --port 8090 --target http://127.0.0.1:8000"""

import argparse
import contextlib
import json
import threading

from tests.twins import Twin


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8090)
    asked.add_argument("--target", required=True, help="where our application listens")
    asked.add_argument(
        "--account", default="demo", help="the last part of /hooks/<channel>/<account>/"
    )
    wish = asked.parse_args()
    with Twin(target=wish.target, port=wish.port, account=wish.account) as twin:
        told = {"url": twin.url, **{name: side.account for name, side in twin.all.items()}}
        print(json.dumps(told, indent=1), flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
