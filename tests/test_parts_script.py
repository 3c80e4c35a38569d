"""The desk counts the parts of a text in the page as the channels count them on the server."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from ilm.channels.texting import counted

SCRIPT = Path(__file__).parents[1] / "ilm/faces/static/js/parts.js"
CHROMIUM = "/usr/bin/chromium"
PAGE = """<textarea id="text"></textarea><output data-counts="text" data-says="{parts} {units}">"""
TEXTS = [
    "a", "a" * 160, "a" * 161, "a" * 152 + "€" + "a" * 152, "é@£[]~", "ç", "က" * 70, "က" * 71,
    "က" * 66 + "😀" + "က" * 66, "နှစ်လလုံး လစာ မရသေးပါဘူး။ " * 9, "line\nbreak" * 20, "“quoted”",
]  # fmt: skip


@pytest.mark.journey
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed here.")
def test_page_and_server_count_alike() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(PAGE)
        page.add_script_tag(path=SCRIPT)
        found = []
        for text in TEXTS:
            page.fill("#text", text)
            found.append(page.text_content("output"))
        page.fill("#text", " ")
        assert page.text_content("output") == ""
        browser.close()
    right = [counted(text.strip()) for text in TEXTS]
    assert found == [f"{one.parts} {one.units}" for one in right]
