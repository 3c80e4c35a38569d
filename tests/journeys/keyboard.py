"""Somebody who works at the desk by keyboard alone, and what each act took the server."""

import re
from collections import defaultdict
from urllib.parse import urlsplit

from playwright.sync_api import Request, expect

from tests.journeys.person import Person

REF = re.compile(r"/[A-Z0-9]{8,10}/|/[0-9a-f-]{36}")
ANSWERS = (
    "သင့်စာကို ဖတ်ပြီးပါပြီ။ ဘယ်အချိန် စကားပြောလို့ ရမလဲ။",
    "យើងបានអានសាររបស់អ្នកហើយ។ តើពេលណាយើងអាចនិយាយជាមួយអ្នកបាន?",
    "We have read what you wrote. When can we talk to you?",
)


class Keyboard:
    """`took`: what was asked for → milliseconds from the request to the first byte, each time."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page
        self.took: dict[str, list[float]] = defaultdict(list)
        self.page.on("requestfinished", self._finished)

    def _finished(self, request: Request) -> None:
        path, timing = urlsplit(request.url).path, request.timing
        if request.resource_type in ("document", "fetch") and path.startswith("/desk/"):
            kind = f"{request.method} {REF.sub('/*/', path)}"
            self.took[kind].append(timing["responseStart"] - timing["requestStart"])

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def goes(self, *keys: str) -> None:
        """Keys of which the last opens a page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def handle(self, number: int) -> str:
        """The first thread of the list: opened, taken, noted, answered, put off; its reference."""
        self.goes("j", "o")
        ref = urlsplit(self.page.url).path.split("/")[3]
        self.goes("t")
        self.press("n")
        self.write(f"Answered on round {number}. @Willow, have an eye on it.")
        self.goes("Control+Enter")
        expect(self.page.locator(".message.note").last).to_contain_text(f"round {number}.")
        self.press("r")
        self.write(ANSWERS[number % len(ANSWERS)])
        self.goes("Control+Enter")
        answer = self.page.locator(".message.out").last
        expect(answer).to_contain_text(ANSWERS[number % len(ANSWERS)])
        self.press("z", "ArrowDown")
        self.goes("Tab", "Enter")
        return ref
