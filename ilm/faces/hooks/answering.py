"""What a live call hears next: the step is durable already, this writes down where it leads."""

import hmac
import json
from dataclasses import replace
from datetime import timedelta
from typing import Protocol
from uuid import UUID, uuid4

from django.conf import settings

from ilm.channels.base import RawRequest, Reply
from ilm.channels.voice.adapter import NOTHING, Voice
from ilm.channels.voice.menu import Line, Turn, settled
from ilm.duty.presence import RINGS, rings_at
from ilm.kit import clock
from ilm.talk.accounts import named
from ilm.talk.phoning import opened_address, opened_sound, sealed_handle
from ilm.talk.safety import call_code_key

RINGS_FOR = timedelta(seconds=25)  # nobody is rung by two calls at once
FORGOTTEN = timedelta(hours=2)  # a call whose end nobody told
_BUSY = """exists (select from talk_call c where c.org_id = t.org_id and c.agent = t.user_id
      and c.state in ('ringing', 'talking') and c.ended_at is null and c.state_at > %(since)s)"""
FACTS = f"""
select (select coalesce(json_object_agg(language || ' ' || name, token), '{{}}')::text
          from talk_prompt where org_id = %(org)s),
       (select count(*) from talk_call c where c.org_id = %(org)s and c.state = 'waiting'
           and c.ended_at is null and c.state_at > %(since)s
           and (c.state_at, c.id) < coalesce((select (m.state_at, m.id) from talk_call m
                 where m.account_id = %(account)s and m.sid = %(sid)s and m.state = 'waiting'),
                (%(now)s, c.id))),
       exists (select from talk_taking t where t.org_id = %(org)s and t.is_on and {RINGS}),
       exists (select from talk_call m where m.account_id = %(account)s and m.sid = %(sid)s
                 and m.outcome = 'talked'),
       (select count(*) from talk_taking t where t.org_id = %(org)s and t.is_on and {RINGS}
           and not {_BUSY})
"""  # noqa: S608 - our own words
CLAIM = f"""
update talk_taking set rung_at = %(now)s where id = (
  select t.id from talk_taking t where t.org_id = %(org)s and t.is_on and {RINGS} and not {_BUSY}
     and (t.rung_at is null or t.rung_at < %(rung)s)
   order by t.user_id = %(wanted)s desc,
     (t.languages = '{{}}' or %(language)s = any (t.languages)) desc, t.rung_at nulls first
   limit 1 for update skip locked)
returning user_id, address
"""  # noqa: S608
OURS = """
select spoken, code_key, alias_id, language, agent from talk_call
 where id = %s and account_id = %s and is_ours and ended_at is null
"""
STEP = """
insert into talk_call (id, org_id, account_id, sid, handle, is_ours, state, outcome, language,
                       spoken, code_key, agent, began_at, state_at, seconds, wants_yes, agreed)
values (%(id)s, %(org)s, %(account)s, %(sid)s, %(handle)s, false, %(state)s, %(outcome)s,
        %(language)s, '', '', %(agent)s, %(now)s, %(now)s, 0, false, '')
on conflict (account_id, sid) do update set
  state = case when talk_call.ended_at is null then excluded.state else talk_call.state end,
  state_at = case when talk_call.state = excluded.state and excluded.state <> 'menu'
                   and coalesce(excluded.agent, talk_call.agent) is not distinct
                       from talk_call.agent
                  then talk_call.state_at else excluded.state_at end,
  outcome = coalesce(nullif(excluded.outcome, ''), talk_call.outcome),
  language = excluded.language,
  agent = case when talk_call.state = 'ringing' then excluded.agent
               else coalesce(excluded.agent, talk_call.agent) end
returning id
"""
OUR_STEP = """
update talk_call set sid = %(sid)s, handle = %(handle)s, state = %(state)s, state_at = %(now)s,
       outcome = coalesce(nullif(%(outcome)s, ''), outcome), agent = coalesce(%(agent)s, agent)
 where id = %(id)s and account_id = %(account)s and is_ours and ended_at is null
returning id
"""
TAKEN = """
update talk_call set state = 'talking', state_at = %(now)s, outcome = 'talked', agent = %(agent)s
 where account_id = %(account)s and sid = %(sid)s and ended_at is null
   and (state = 'ringing' or outcome = 'talked') and agent = %(agent)s
returning id
"""
AGREED = """
update talk_call set agreed = %(agreed)s::text, wants_yes = false,
       wants = case when %(agreed)s::text = 'no' then null else wants end
 where account_id = %(account)s and sid = %(sid)s and ended_at is null
returning id
"""
SOUND = "select id, sound from talk_prompt where token = %s"


class Asks(Protocol):
    """The line to the database."""

    async def ask(self, sql: str, given: object) -> tuple[object, ...] | None: ...


class Owned(Protocol):
    """An account, as far as a call needs it."""

    @property
    def id(self) -> UUID: ...
    @property
    def org_id(self) -> UUID: ...


async def answer(line: Asks, account: Owned, channel: Voice, raw: RawRequest) -> Reply:
    """The next document of a call. Raises psycopg.Error where nobody can be asked."""
    turn = channel.turn(raw)
    if turn is None:
        return NOTHING
    given = _given(account, turn)
    found, turn = await _known(line, account, turn, given)
    if turn.place in ("join", "take"):  # one of us: no call of a worker
        return channel.answer(turn, await _taken(line, turn, found, given), raw)
    turn = settled(turn, found)
    agent: object = None
    if turn.place == "wait" and found.agent:
        rung = clock.now() - RINGS_FOR
        asked = {"language": turn.language, "rung": rung, "wanted": found.wants}
        claimed = await line.ask(CLAIM, given | asked)
        agent = claimed[0] if claimed else None
        found = _rings(found, claimed)
    state = "ringing" if agent else turn.state
    told = given | {"state": state, "outcome": turn.outcome, "agent": agent}
    told |= {"id": _uuid(turn.part) if turn.part else uuid4(), "language": turn.language}
    await line.ask(OUR_STEP if turn.part else STEP, told)
    if turn.agreed:
        await line.ask(AGREED, given | {"agreed": turn.agreed})
    return channel.answer(turn, found, raw)


async def _taken(line: Asks, turn: Turn, found: Line, given: dict[str, object]) -> Line:
    """Whether she is put through: whoever was rung for her says by a key that she is there."""
    if turn.place != "take" or turn.key != "1":
        return found
    row = await line.ask(TAKEN, given | {"agent": _uuid(turn.rung)})
    return replace(found, is_taken=row is not None)


def _given(account: Owned, turn: Turn) -> dict[str, object]:
    now, sid = clock.now(), named(account.id, turn.of or turn.call)
    handle = sealed_handle(sid, turn.call)
    where = {"org": account.org_id, "account": account.id, "sid": sid, "handle": handle}
    return {**where, "now": now, "since": now - FORGOTTEN, **rings_at(now)}


async def _known(
    line: Asks, account: Owned, turn: Turn, given: dict[str, object]
) -> tuple[Line, Turn]:
    """What the menu must be told, and the turn in the language of whom we call."""
    row = await line.ask(FACTS, given)
    tokens, ahead, is_staffed, is_taken, free = row or ("{}", 0, False, False, 0)
    prompts = {
        tuple(name.split(" ", 1)): f"{settings.PUBLIC_URL}/hooks/prompts/{token}/"
        for name, token in json.loads(str(tokens)).items()
    }
    told: dict[str, object] = {
        "prompts": prompts,
        "ahead": ahead,
        "is_staffed": is_staffed,
        "is_taken": is_taken,
        "agent": "free" if _whole(ahead) < _whole(free) else "",
    }
    if turn.part:
        ours = await line.ask(OURS, [_uuid(turn.part), account.id])
        spoken, code_key, alias_id, language, wants = ours or ("", "", None, turn.language, None)
        typed = call_code_key(_uuid(alias_id), turn.code)
        right = bool(code_key) and hmac.compare_digest(str(code_key), typed)
        told |= {"asks": spoken, "has_code": bool(code_key), "is_code_right": right}
        told["wants"] = wants
        turn = _in(turn, str(language), is_ours=ours is not None)
    return Line(**told), turn  # type: ignore[arg-type]  # the row is typed by the database


def _in(turn: Turn, language: str, *, is_ours: bool) -> Turn:
    place = turn.place if is_ours else "end"
    return replace(turn, language=language or turn.language, place=place)


def _rings(line: Line, claimed: tuple[object, ...] | None) -> Line:
    if claimed is None:
        return replace(line, agent="")
    user_id, locked = claimed
    agent = opened_address(_uuid(user_id), bytes(locked))  # type: ignore[call-overload]
    return replace(line, agent=agent, rung=str(user_id))


def _whole(found: object) -> int:
    return found if isinstance(found, int) else 0


def _uuid(found: object) -> UUID:
    try:
        return found if isinstance(found, UUID) else UUID(str(found))
    except ValueError:
        return UUID(int=0)


async def sound(line: Asks, token: str) -> bytes | None:
    """A recorded sentence, by its one address; None where there is none, or not any more."""
    row = await line.ask(SOUND, [token])
    if row is None:
        return None
    pk, locked = row
    return opened_sound(_uuid(pk), bytes(locked))  # type: ignore[call-overload]
