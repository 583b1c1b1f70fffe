"""Telling followers: of all that changed of what they follow, one message, at most one an hour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answers.told import SCENARIO, subject_in, title_of
from bot.discord_app.change_lines import line_of, net
from bot.discord_app.escaping import escaped
from bot.discord_app.library import Library
from bot.discord_app.limits import TEXT, label, size
from bot.discord_app.texts import text
from bot.knowledge.comparing import rests_on
from bot.knowledge.model import Pack
from bot.storage.loop_records import FactChange, Payload, Subscription
from bot.storage.outbox import Post
from bot.storage.subscriptions import Target

if TYPE_CHECKING:
    from bot.discord_app.client import ScenarioClient

KIND = "digest "
APART = 3_600
_TOLD = "digests made up to"
_AT_ONCE = 1_000
_LINES = 12
_AROUND = 300

Place = tuple[int | None, int | None]


@dataclass
class _Due:
    """What somebody is to be told: the subscriptions that it is about, and the changes."""

    followed: list[Subscription]
    changes: set[int]


class Digests:
    """Makes digests of what changed; sending them is the outbox's."""

    def __init__(self, client: "ScenarioClient") -> None:
        self._client = client

    async def make(self) -> int | None:
        """Queue the digests that are due, and return when there may be more to do.

        What was told is noted with each subscription, so that nobody is told twice; up to where all
        was told is noted besides, so that no more of the log is looked at than must be.
        """
        store, now = self._client.store, int(self._client.clock().timestamp())
        last = int(await store.meta(_TOLD) or 0)
        changes = await store.changes.after(last, limit=_AT_ONCE)
        ripe = [one for one in changes if one.at + self._client.hold_back <= now]
        later = [one.at + self._client.hold_back for one in changes[len(ripe) : len(ripe) + 1]]
        if not ripe:
            return min(later, default=None)
        waiting: list[int] = []
        told_to = await store.outbox.latest(KIND, now - APART)
        for place, due in (await self._due(ripe)).items():
            if place in told_to:
                waiting.append(min(due.changes))
                later.append(told_to[place] + APART)
                continue
            await self._queue(place, due, now)
        # Trivial changes, which are not among these, may stand in between: that does no harm.
        upto = min(waiting) - 1 if waiting else ripe[-1].id
        if upto > last:
            await store.set_meta(_TOLD, str(upto))
        if len(changes) == _AT_ONCE and not waiting:
            return now  # there may be more of the log
        return min(later, default=None)

    async def _due(self, changes: list[FactChange]) -> Mapping[Place, _Due]:
        """Return who is to be told what; members of a channel are told there together."""
        found: dict[Place, _Due] = {}
        for pack in self._client.library.packs:
            touched = _touched(pack, (one for one in changes if one.pack == pack.id))
            followers = await self._client.store.subscriptions.followers(pack.id, touched)
            for one in followers:
                new = {
                    number for number in touched[one.kind, one.target] if number > one.last_change
                }
                if new:
                    place = (None if one.channel_id else one.user_id, one.channel_id)
                    due = found.setdefault(place, _Due([], set()))
                    due.followed.append(one)
                    due.changes |= new
        return found

    async def _queue(self, place: Place, due: _Due, now: int) -> None:
        user, channel = place
        upto = max(due.changes)
        first = due.followed[0]
        targets = sorted({(one.pack, one.kind, one.target) for one in due.followed})
        payload: Payload = {
            "kind": "digest",
            "changes": sorted(due.changes),
            "followed": targets,
            "language": None if channel else first.language,
        }
        post = Post(
            f"{KIND}{user or 0} {channel or 0} {upto}",
            payload,
            created=now,
            user_id=user,
            channel_id=channel,
            guild_id=first.guild_id,
        )
        await self._client.store.outbox.put_digest(post, due.followed, upto)


def _touched(pack: Pack, changes: Iterable[FactChange]) -> dict[Target, list[int]]:
    """Return what can be followed and the changes that touch it."""
    found: defaultdict[Target, list[int]] = defaultdict(list)
    by_fact: defaultdict[str, list[str]] = defaultdict(list)
    for scenario in pack.scenarios.values():
        for fact in rests_on(scenario):
            by_fact[fact].append(scenario.id)
    for one in changes:
        if one.fact.startswith(SCENARIO):
            found["scenario", one.fact.removeprefix(SCENARIO)].append(one.id)
            continue
        found["fact", one.fact].append(one.id)
        states = [state for state in (one.before, one.after) if state]
        for subject in {subject_in(state.details) for state in states} - {""}:
            found["entity", subject].append(one.id)
        for name in by_fact[one.fact]:
            found["scenario", name].append(one.id)
    return dict(found)


def digest_text(
    library: Library, payload: Payload, changes: Iterable[FactChange], language: str
) -> str:
    """Return a digest as it is read; empty where what changed has changed back."""
    lines = [line for one in net(list(changes)) if (line := line_of(library, one, language))]
    if not lines:
        return ""
    titles = [
        _title(library, pack, kind, target, language)
        for pack, kind, target in payload.get("followed", ())
    ]
    named = ", ".join(f"“{one}”" for one in titles[:3] if one)
    if len(titles) > 3:
        named += ", …"
    shown = [text("digest", language, names=named)]
    for count, line in enumerate(reversed(lines)):
        if count >= _LINES or size("\n".join([*shown, line])) > TEXT - _AROUND:
            shown.append("- " + text("more_changes", language, count=len(lines) - count))
            break
        shown.append(f"- {line}")
    return "\n".join([*shown, "-# " + text("digest_end", language)])


def _title(library: Library, pack_name: str, kind: str, target: str, language: str) -> str:
    pack = library.pack(pack_name)
    if pack is None:
        return ""
    if kind == "entity":
        entity = pack.entities.get(target)
        return escaped(label(entity.name)) if entity else ""
    title = title_of(pack, f"{SCENARIO}{target}" if kind == "scenario" else target, language)
    return escaped(label(title)) if title else ""
