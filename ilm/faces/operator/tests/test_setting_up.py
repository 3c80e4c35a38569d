import pytest
from django.contrib.auth import get_user_model

from ilm.channels.base import Answer, Retry
from ilm.channels.tests.made import Scripted
from ilm.faces.operator import setting_up
from ilm.faces.operator.command import main
from ilm.kit.errors import Refused
from ilm.parties.models import Invitation, Member, Organisation
from ilm.parties.tests import make as parties
from ilm.talk.accounts import credentials_of
from ilm.talk.models import ChannelAccount, Template
from ilm.vault import holding, unlocking
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db

LINE = {"channel_secret": "s", "access_token": "1:x"}
PAGE = {"page_id": "104", "app_secret": "s", "access_token": "1:x"}
BOT = {"token": "1:x", "sender": "Heron"}
DIALECT = {"account_sid": "AC1", "auth_token": "1:x", "sender": "+6620000000"}
META = {"phone_number_id": "106000000000001", "app_secret": "s", "access_token": "t"}


@pytest.fixture
def org():
    return setting_up.add_organisation(
        slug="demo-well", name="Demo Well", kind="worker_organisation", country="th",
        languages=["en", "my"],
    )  # fmt: skip


def opened(channel, given, http):
    return setting_up.add_channel(
        organisation="demo-well", channel=channel, name="well", label="Well", credentials=given,
        http=http,
    )  # fmt: skip


def test_an_organisation_is_founded(org):
    with entering("owner"):
        row = Organisation.objects.get(slug="demo-well")
    assert (row.country, row.languages) == ("TH", ["en", "my"])


def test_a_slug_that_spoils_an_address_is_refused():
    with pytest.raises(Refused, match="small letters"):
        setting_up.add_organisation(
            slug="Demo Well", name="x", kind="supplier", country="TH", languages=[]
        )


def test_an_invitation_is_a_link_and_only_its_hash_is_kept(org, settings):
    link = setting_up.invite_member(organisation="demo-well", face="desk", role="supervisor")
    assert link.startswith(f"{settings.PUBLIC_URL}/door/invitation/")
    with entering("owner"):
        assert link.split("/")[-2].encode() not in bytes(Invitation.objects.get().token_hash)


def test_who_is_not_there_is_named_with_those_who_are(org):
    with pytest.raises(Refused, match="There are: demo-well"):
        setting_up.invite_member(organisation="none", face="desk", role="supervisor")


def test_a_channel_opens_once_the_provider_knows_it(org, settings):
    http = Scripted([Answer(200, b'{"id": "106000000000001"}')])
    told = opened("whatsapp", META, http)
    with entering("owner"):
        kept = credentials_of(ChannelAccount.objects.get())
    assert told[0] == "The provider knows these credentials."
    assert f"{settings.PUBLIC_URL}/hooks/whatsapp/well/" in told[1]
    assert kept["verify_token"] in told[1]
    assert len(kept["verify_token"]) > 20
    assert http.asked[0][0] == "https://graph.facebook.com/v24.0/106000000000001"


@pytest.mark.parametrize(
    ("channel", "given", "answer", "says"),
    [
        ("whatsapp", META, Answer(401, b'{"error": {"code": 190}}'), "access_token"),
        ("whatsapp", META, Answer(400, b'{"error": {"code": 100}}'), "phone_number_id"),
        ("whatsapp", META, Answer(403, b'{"error": {"code": 10}}'), "messaging"),
        ("whatsapp", META, Answer(500, b"oops"), "status 500"),
        ("telegram", {"token": "1:x"}, Answer(401, b'{"ok": false}'), "@BotFather"),
        ("telegram", {"token": "1:x"}, Answer(500, b""), "status 500"),
        ("africas-talking", {"username": "u", "api_key": "1:x"}, Answer(401, b""), "api_key"),
        ("twilio", DIALECT, Answer(401, b""), "auth_token"),
        ("voice", DIALECT, Answer(401, b""), "auth_token"),
        ("voice", DIALECT | {"languages": "my,th,km,ne,en"}, Answer(200, b"{}"), "4"),
        ("voice", DIALECT | {"languages": "Burmese"}, Answer(200, b"{}"), "codes"),
        (
            "telegram",
            {"token": "1:x"},
            Answer(200, b'{"ok": true, "result": {"can_join_groups": true}}'),
            "setjoingroups",
        ),
        ("messenger", PAGE, Answer(400, b'{"error": {"code": 190}}'), "access_token"),
        ("messenger", PAGE, Answer(403, b'{"error": {"code": 200}}'), "pages_messaging"),
        ("messenger", PAGE, Answer(200, b'{"id": "105"}'), "not the page's"),
        ("messenger", PAGE, Answer(500, b"oops"), "status 500"),
        ("viber", BOT, Answer(200, b'{"status": 2}'), "does not know this token"),
        ("viber", BOT, Answer(200, b'{"status": 9}'), "contract"),
        ("viber", BOT, Answer(500, b"oops"), "status 500"),
        ("viber", BOT | {"sender": "x" * 29}, Answer(200, b""), "28 letters"),
        ("line", LINE, Answer(401, b"{}"), "access_token"),
        ("line", LINE, Answer(200, b'{"chatMode": "chat"}'), "Turn Chat off"),
        ("line", LINE, Answer(500, b"oops"), "status 500"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_and_nothing_kept(org, channel, given, answer, says):
    with pytest.raises(Refused, match=says) as why:
        opened(channel, given, Scripted([answer]))
    assert "1:x" not in str(why.value)
    with entering("owner"):
        assert not ChannelAccount.objects.exists()


def test_a_provider_out_of_reach_hinders_nobody(org):
    told = opened("telegram", {"token": "1:x"}, Scripted([Retry()]))
    assert "cannot be reached" in told[0]
    assert "secret_token=" in told[1]


def test_line_opens_with_what_is_left_to_do_there(org, settings):
    told = opened("line", LINE, Scripted([Answer(200, b'{"chatMode": "bot"}')]))
    assert told[0] == "The provider knows these credentials."
    assert f"{settings.PUBLIC_URL}/hooks/line/well/" in told[1]
    assert "redelivery" in told[1]


def test_messenger_opens_with_a_word_of_ours_and_what_is_left_to_do(org, settings):
    told = opened("messenger", PAGE, Scripted([Answer(200, b'{"id": "104"}')]))
    with entering("owner"):
        kept = credentials_of(ChannelAccount.objects.get())
    assert f"{settings.PUBLIC_URL}/hooks/messenger/well/" in told[1]
    assert kept["verify_token"] in told[1]
    assert "message_echoes" in told[1]


def test_viber_opens_without_her_name_or_picture(org, settings):
    told = opened("viber", BOT, Scripted([Answer(200, b'{"status": 0}')]))
    assert f"url={settings.PUBLIC_URL}/hooks/viber/well/" in told[1]
    assert "send_name=false, send_photo=false" in told[1]


def test_a_bot_for_one_person_at_a_time_is_taken(org):
    told = opened("telegram", {"token": "1:x"}, Scripted([Answer(200, b'{"ok": true}')]))
    assert told[0] == "The provider knows these credentials."


def test_channels_without_a_provider_ask_nobody(org, settings):
    assert opened("web", {}, Scripted([])) == [f"Workers write at {settings.PUBLIC_URL}/w/"]


@pytest.mark.parametrize(
    ("channel", "given", "says"),
    [
        ("pigeon", {}, "There are: .*phone, telegram"),
        ("telegram", {}, "needs token as well"),
        ("telegram", {"tokn": "1:x"}, "knows no tokn"),
    ],
)
def test_what_is_missing_or_unknown_is_named(org, channel, given, says):
    with pytest.raises(Refused, match=says):
        opened(channel, given, None)


BOX = {"username": "ilm", "password": "pa55word", "sender": "1800"}


def test_a_gateway_that_cannot_sign_gets_a_secret_address(org, settings):
    http = Scripted([Answer(400, b"Missing receiver number, rejected")])
    told = opened("kannel", BOX, http)
    with entering("owner"):
        kept = credentials_of(ChannelAccount.objects.get())
    hook = f"{settings.PUBLIC_URL}/hooks/kannel/well/{kept['secret']}/"
    assert len(kept["secret"]) > 20
    assert kept["hook_url"] == hook
    assert f'post-url = "{hook}?id=%I&ts=%T&' in told[1]


def test_a_gateway_that_does_not_know_us_says_so(org):
    http = Scripted([Answer(403, b"Authorization failed for sendsms")])
    with pytest.raises(Refused, match="user-allow-ip") as why:
        opened("kannel", BOX, http)
    assert "pa55word" not in str(why.value)


def test_a_word_without_its_sign_is_refused():
    assert dict(setting_up.pairs(["token=1:x=y"])) == {"token": "1:x=y"}
    with pytest.raises(Refused, match="key=value"):
        list(setting_up.pairs(["token"]))


def noted(**more):
    given = {
        "channel": "whatsapp", "name": "well", "purpose": "answer", "language": "my",
        "template": "note", "code": "en_US", "wording": "Please write to us.",
    }  # fmt: skip
    return setting_up.set_template(**(given | more))


def test_templates_are_set_and_removed_and_what_is_missing_is_said(org):
    opened("whatsapp", META, None)
    assert noted() == [
        "Nothing is approved yet for answer in en.",
        "Nothing is approved yet for check_in in en.",
        "Nothing is approved yet for check_in in my.",
    ]
    with entering("owner"):
        [row] = Template.objects.all()
    assert (row.code, row.wording) == ("en_US", "Please write to us.")
    words = {"channel": "whatsapp", "name": "well", "purpose": "answer", "language": "my"}
    assert len(setting_up.remove_template(**words)) == 4
    with pytest.raises(Refused, match="no template"):
        setting_up.remove_template(**words)
    with pytest.raises(Refused, match="no whatsapp account called ill"):
        noted(name="ill")


def test_the_command_sets_a_template(org, capsys):
    opened("whatsapp", META, None)
    words = "template set --name well --purpose answer --language en --template note --wording Hi"
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 0
    assert "check_in in en" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["template", "remove", "--name", "well", "--purpose", "answer", "--language", "my"])
    assert ended.value.code == 1


def test_the_operator_lists_confirms_and_ends(org, capsys):
    who = parties.actor("supplier")
    with entering("owner"):
        Member.objects.filter(user_id=who.user_id).update(invited_by_org=org.pk)
        of = Organisation.objects.get(pk=who.org_id).slug
    [line] = setting_up.members_of(of)
    assert line.endswith("let in by demo-well alone")
    named = ["--organisation", of, "--member", line.split()[0]]
    for verb, says in (("confirm", "hears everybody"), ("end", "sees nothing")):
        with pytest.raises(SystemExit):
            main(["member", verb, *named])
        assert says in capsys.readouterr().out
    assert setting_up.members_of(of) == []
    with pytest.raises(Refused, match="ilm member list"):
        setting_up.end_member(organisation=of, member="zz")
    with pytest.raises(SystemExit):
        main(["member", "list", "--organisation", of])


def test_a_reset_by_the_operator_takes_the_keys_along(org, capsys):
    boss = parties.actor("supervisor", org)
    with entering("owner"):
        user = get_user_model()(pk=boss.user_id, email="boss@well.example")
        user.set_password("the one from before")
        user.save(force_insert=True)
    with entering("desk", boss.user_id):
        ring = unlocking.make_ring(boss.user_id, "the one from before")
        holding.found(org.pk, ring=ring, by=boss)
    [line] = setting_up.members_of("demo-well")
    named = ["member", "reset", "--organisation", "demo-well", "--member", line.split()[0]]
    with pytest.raises(SystemExit) as refused:
        main(named)
    assert refused.value.code
    with entering("owner"):
        assert unlocking.has_ring(boss.user_id)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main([*named, "--lose-everything"])
    said = capsys.readouterr().out
    with entering("owner"):
        assert not unlocking.has_ring(boss.user_id)
        again = get_user_model().objects.get(pk=boss.user_id)
        assert again.check_password(said.splitlines()[0].rpartition(" ")[2])
