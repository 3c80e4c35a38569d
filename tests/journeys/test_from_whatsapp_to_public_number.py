"""One worker's words, from WhatsApp in Burmese to a public number, through every real part."""

import io
import re
import time
import unicodedata
from datetime import UTC, datetime, timedelta

from PIL import Image
from playwright.sync_api import expect

from tests.journeys import casework
from tests.journeys.casework import WORDS, Desk
from tests.journeys.house import House
from tests.journeys.person import Person
from tests.journeys.strangers import nobody_else_gets_in, wrong_partners

HER = "959000777001"
SAID = "ကျွန်မတို့ လုပ်ခ နှစ်လ မရသေးပါဘူး။ စားစရာ မရှိတော့ဘူး။"
YES = "၁"
A_MOMENT = 2  # seconds: WhatsApp tells whole ones, and nobody reads and answers within the same


def picture(*, with_place: bool) -> bytes:
    """A small photo; with the place and the camera in it if asked."""
    image, exif = Image.new("RGB", (320, 240), (160, 90, 40)), Image.Exif()
    if with_place:
        exif[0x010F], exif[0x0110] = "Demo", "Camera 7"
        exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 45.0, 0.0), 3: "E", 4: (100.0, 30.0, 0.0)})
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def test_from_whatsapp_to_public_number(house: House, somebody) -> None:
    called = house.accounts()
    desk = Desk(me=somebody(called="case worker"), boss=somebody(called="supervisor"))
    supplier = somebody(called="supplier").sign_in(called["supplier"])
    desk.me.sign_in(called["case_worker"])
    desk.boss.sign_in(called["supervisor"]).unlock()
    open_channel(house, desk.boss)
    before = workers_remedied(desk.me)
    she_writes(house, desk)
    they_answer(house, desk)
    casework.triage(desk, leaf="wag.not_paid", summary="Wages of two months are missing.")
    casework.weigh(desk)
    casework.verify(desk)
    casework.consent(desk, to="supplier_hr")
    words_are_weighed(desk)
    she_agrees(house, desk)
    casework.let_go(desk)
    notice = the_supplier_acts(desk, supplier)
    desk_reads_evidence(desk)
    she_confirms(house, desk)
    settled(desk, supplier, notice)
    figures_are_public(house, desk, somebody(called="reader"), before)
    others = [supplier, *wrong_partners(house, somebody), somebody(called="worker")]
    nobody_else_gets_in(desk, others, notice)


def open_channel(house: House, boss: Person) -> None:
    """The supervisor adds the account of WhatsApp on the desk."""
    boss.go("/desk/channels/whatsapp/add/")
    boss.fill("Name in the address", house.account)
    boss.fill("What colleagues call it", "Journey line")
    for name, value in house.twin.whatsapp.account.items():
        boss.main.locator(f"[name={name}]").fill(value)
    boss.main.get_by_role("button", name="Add").click()
    boss.sees(f"/hooks/whatsapp/{house.account}/")
    assert house.twin.whatsapp.introduce() == (200, "1158201444")


def she_writes(house: House, desk: Desk) -> None:
    """It stands at the top of the open inbox a moment later, once, and nobody reloaded."""
    me, line = desk.me, house.twin.whatsapp
    me.go("/desk/")
    expect(me.page.locator("#live-status")).to_have_text("Live")
    me.page.evaluate("window.isSame = true")
    began = time.monotonic()
    assert line.say(HER, SAID, id="wamid.journey1").status == 200
    top = me.main.locator("tbody tr").first
    expect(top).to_contain_text("WhatsApp · Burmese", timeout=2000)
    expect(top).to_contain_text("now")
    expect(top).to_contain_text("To triage")
    assert time.monotonic() - began < 3  # a second or so, on busy cores
    assert line.say(HER, SAID, id="wamid.journey1").status == 200
    assert line.show(HER, picture(with_place=True), "ဒီမှာ ကြည့်ပါ").status == 200
    assert line.deliver(line.body([line.written(HER, "x")]), secret="wrong").status == 403
    expect(top.locator(".count")).to_contain_text("2")
    assert me.page.evaluate("window.isSame")
    top.get_by_role("link").first.click()
    desk.thread = me.path
    me.sees("Her words are sealed")
    me.sees_not("လုပ်ခ")
    me.unlock().go(desk.thread)
    assert me.main.get_by_text(SAID).count() == 1


def they_answer(house: House, desk: Desk) -> None:
    """The answer reaches her once; how far it came is shown without a reload."""
    me, line = desk.me, house.twin.whatsapp
    me.fill("Your answer", "ကြားရတာ ဝမ်းနည်းပါတယ်။ ကူညီပါမယ်။")
    me.press("Send")
    line.ledger.wait_for(HER)
    [shown] = [one for one in line.ledger.shown if one.address == HER]
    key = shown.payload["biz_opaque_callback_data"]
    assert shown.text == "ကြားရတာ ဝမ်းနည်းပါတယ်။ ကူညီပါမယ်။"
    assert line.receipts(shown.external_id, "delivered", key=key).status == 200
    expect(me.main.locator(".message.out")).to_contain_text("Delivered")
    me.go(f"{desk.thread}plan/")
    me.press("Keep her plan")
    me.sees("Her plan is kept")


def words_are_weighed(desk: Desk) -> None:
    """What fits too few people does not leave; what fits enough may."""
    me = desk.me
    me.go(f"{desk.issue}words/")
    me.choose("Who is told", "personnel office")
    me.fill("The words", "The cutter on line Z, night shift, was not paid.")
    me.fill("Unit", "line Z")
    me.fill("Role", "cutter")
    me.press("Check these words")
    me.sees("The words tell more than what is filled in beside: night shift")
    me.fill("Shift", "night")
    me.press("Check these words")
    me.sees("Not yet: these words still say what may not be said")
    me.sees("cutter")
    assert not me.main.get_by_role("button", name="Keep the draft").count()
    expect(me.main.locator(".alert.is-bad").first).to_be_visible()
    casework.draft(desk, to="personnel office")
    me.sees("1200")


def she_agrees(house: House, desk: Desk) -> None:
    """She sees exactly these words, and agrees in her own digits."""
    me, line = desk.me, house.twin.whatsapp
    casework.translate(desk, "Burmese")
    me.press("Send them to her")
    shown = line.ledger.wait_for(HER, 2)[1]
    assert shown.startswith(f"“{casework.FOR_HER['Burmese']}”")
    assert f"“{WORDS}”" in shown
    time.sleep(A_MOMENT)
    assert line.say(HER, YES).status == 200
    me.waits_for("She agreed. Two people answer")


def the_supplier_acts(desk: Desk, supplier: Person) -> str:
    """Only the released words; an answer, a promise, a photo, a claim."""
    notice = f"/respond/{casework.notice_of(desk)}/"
    supplier.go("/respond/")
    supplier.main.locator(f"a[href$='{notice.split('/')[2]}/']").click()
    expect(supplier.page).to_have_url(re.compile(notice))
    supplier.sees(WORDS)
    for hers in ("လုပ်ခ", HER, "two months are missing", desk.thread.split("/")[-2]):
        supplier.sees_not(hers)
    supplier.pick("stance", "accepts")
    supplier.fill("Your answer", "We pay this week.")
    supplier.press("Send the answer")
    supplier.main.get_by_text("Promise an action").click()
    supplier.field("What will you do?").select_option(index=1)
    supplier.fill("By which day?", f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}")
    supplier.press("Promise")
    supplier.main.get_by_text("Add a file").click()
    supplier.choose("What does it show?", "photo")
    photo = {"name": "paid.jpg", "mimeType": "image/jpeg", "buffer": picture(with_place=True)}
    supplier.field("File").set_input_files([photo])
    supplier.press("Add the file")
    supplier.sees("Taken out")
    supplier.main.get_by_text("Say that it is done").click()
    supplier.fill("For how many workers is it done?", "1")
    supplier.tick("We know that this is a claim, and that workers will be asked.")
    supplier.press("Claim that it is done")
    supplier.sees("Kept as your claim")
    return notice


def desk_reads_evidence(desk: Desk) -> None:
    """The file opens at the desk, without place and camera."""
    me = desk.me
    me.go(desk.engagement)
    with me.page.expect_download() as coming:
        me.main.locator("a[href*='/exhibits/']").click()
    content = coming.value.path().read_bytes()
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"Camera 7" not in content


def she_confirms(house: House, desk: Desk) -> None:
    """The claim is put to her, inside her safe hours; she says yes."""
    me, line = desk.me, house.twin.whatsapp
    me.press("Ask the workers")
    with house.clock_strikes():
        asked = line.ledger.wait_for(HER, 3)[2]
    assert "ပြေလည်သွားပြီလား" in asked
    time.sleep(A_MOMENT)
    assert line.say(HER, YES).status == 200
    me.waits_for("1 confirm, 1 answered, 1 were asked")


def settled(desk: Desk, supplier: Person, notice: str) -> None:
    """By the workers' word, and by two people; the supplier reads no share of one."""
    desk.me.follow("Settle")
    desk.me.press("Settle")
    desk.me.sees("It stays open until a colleague countersigns")
    desk.boss.go(f"{desk.issue}settle/")
    desk.boss.press("Countersign and close")
    desk.boss.go(desk.issue)
    desk.boss.sees("Remedied worker validated")
    supplier.go(notice)
    supplier.sees("confirmed by the workers")
    assert not re.search(r"\d+ ?%", supplier.main.inner_text())


def workers_remedied(me: Person) -> int:
    """The organisation's own exact figure."""
    me.go("/desk/dashboard/")
    card = me.main.locator(".stat", has_text="Workers remedied, at least").first
    return int(re.search(r"\d+", card.inner_text())[0])


def figures_are_public(house: House, desk: Desk, reader: Person, before: int) -> None:
    """Her yes counts once at the desk; the protected figures stand on the page as in the file."""
    assert workers_remedied(desk.me) == before + 1
    house.publish()
    told = reader.context.request.get("/data.json").json()
    whole = {
        row["metric"]: row["shown"]
        for row in told["figures"]
        if set(row) == {"metric", "version", "unit", "shown", "as_of"}
    }
    assert {"contacts", "workers_reached", "workers_remedied"} <= set(whole)
    assert whole["contacts"] > 0
    assert whole["workers_reached"] > 0
    for language in ("en", "my", "km", "ne"):
        reader.go(f"/?lang={language}")
        for metric, shown in whole.items():
            card = reader.main.locator(f"#{metric}")
            if card.count() and shown is not None:
                assert str(shown) in latin(card.inner_text()), (language, metric)
    reader.go("/")
    reader.main.locator("#workers_remedied").get_by_role("link").first.click()
    reader.sees("Wilson")


def latin(text: str) -> str:
    """Digits of every script as 0-9, without marks between thousands."""
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    return re.sub(r"(?<=\d)[,.\u202f](?=\d{3})", "", plain)
