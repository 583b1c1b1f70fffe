"""The packs as the Discord side needs them: desks for a choice of packs, and things by code."""

import copy
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.naming import question_of, scenario_title
from bot.answers.told import told_version
from bot.conversation.desk import Desk, Shelf
from bot.conversation.question import Question
from bot.conversation.talk import stands_alone
from bot.discord_app.custom_ids import PACK_CODE, code, codes_in, reference
from bot.knowledge.keeping import kept
from bot.knowledge.model import Pack
from bot.search.result import Kind
from bot.service.tracing import stage

_DESKS = 64
KEPT = 512  # answers, and cards made of them
_SHORT = 200  # characters; a longer question is hardly asked twice


class Library:
    """The shelves of a desk. Immutable: a reload of packs makes a new one.

    `number` is equal for equal versions of the packs, and never 0. Where it `tells_versions`,
    answers say which one they are from.
    """

    tells_versions = False

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shelves: tuple[Shelf, ...] = desk.shelves
        self.packs: tuple[Pack, ...] = tuple(shelf.pack for shelf in self.shelves)
        self._by_code = {code(pack.id, PACK_CODE): pack for pack in self.packs}
        self._names = {pack.id: _names(pack) for pack in self.packs}
        self.desk_of = kept(self._desk_of, _DESKS)
        self._answers = kept(self._ask, KEPT)
        self._alone = kept(self._stands_alone, KEPT)
        self._versions: dict[tuple[str, str], str] = {}
        told = " ".join(sorted(f"{pack.id}={pack.version}" for pack in self.packs))
        self.number = zlib.crc32(told.encode()) or 1

    def telling(self, *, versions: bool) -> "Library":
        """Return the same shelves, whose answers do, or do not, say which version they are from."""
        other = copy.copy(self)
        other.tells_versions = versions
        return other

    def pack(self, name: str) -> Pack | None:
        """Return a pack by its id."""
        return next((one for one in self.packs if one.id == name), None)

    def told_version(self, pack: str, key: str) -> str:
        """Return the version in which a fact or scenario is told; empty where it is not there."""
        place = (pack, key)
        if place not in self._versions:
            holder = self.pack(pack)
            self._versions[place] = (told_version(holder, key) or "") if holder else ""
        return self._versions[place]

    def packs_of(self, wanted: Iterable[str] = ()) -> tuple[Pack, ...]:
        """Return the packs with these ids; all of them where none is named or none is there."""
        names = set(wanted)
        return tuple(pack for pack in self.packs if pack.id in names) or self.packs

    def ask(self, wanted: tuple[str, ...], question: Question) -> tuple[Answer, ...]:
        """Return the answers of the packs with these ids.

        When news breaks the same is asked again and again: the last few hundred short questions
        are kept with their answers, in memory and whoever asked.
        """
        with stage("search"):
            anybody = replace(question, conversation=None) if question.conversation else question
            asked = self._answers if is_kept(question) else self._ask
            return asked(wanted, anybody)

    def _ask(self, wanted: tuple[str, ...], question: Question) -> tuple[Answer, ...]:
        return self.desk_of(wanted).ask(question)

    def stands_alone(self, wanted: tuple[str, ...], text: str) -> bool:
        """Tell whether a message goes on from nothing; kept for those who write the same."""
        is_short = len(text) <= _SHORT
        return self._alone(wanted, text) if is_short else self._stands_alone(wanted, text)

    def _stands_alone(self, wanted: tuple[str, ...], text: str) -> bool:
        return stands_alone(self.desk_of(wanted), text)

    def _desk_of(self, wanted: tuple[str, ...] = ()) -> Desk:
        """Return the desk that answers from these packs only; no name means all."""
        packs = {pack.id for pack in self.packs_of(wanted)}
        chosen = [shelf for shelf in self.shelves if shelf.pack.id in packs]
        return self.desk if len(chosen) == len(self.shelves) else Desk(chosen)

    def reference_to(self, answer: Answer) -> str:
        """Return what stands for that which an answer told; nothing where it told nothing."""
        pack = self.pack(answer.pack)
        if pack is None or answer.entry is None:
            return ""
        names = [answer.entry]
        if _is_comparison(pack, answer):
            names = [name for name in answer.facts if name in pack.facts]
        return reference(answer.pack, names)

    def reference_of(self, name: str, pack: str) -> str:
        """Return what stands for a thing with this id; `pack` is where it is looked for first."""
        first = sorted(self.packs, key=lambda one: one.id != pack)
        holder = next((one for one in first if code(name) in self._names[one.id]), None)
        return reference(holder.id, (name,)) if holder else ""

    def resolve(self, text: str) -> tuple[Pack, tuple[str, ...]] | None:
        """Return the pack and the ids that a reference stands for, if they are still there."""
        pack_code, codes = codes_in(text)
        pack = self._by_code.get(pack_code)
        if pack is None:
            return None
        known = self._names[pack.id]
        names = tuple(known[one] for one in codes if one in known)
        return (pack, names) if names else None

    def show(self, text: str, question: Question) -> Answer | None:
        """Return the answer that a reference stands for, if what it names is still there."""
        found = self.resolve(text)
        if found is None:
            return None
        pack, names = found
        if len(names) > 1 and all(name in pack.facts for name in names):
            return self.desk.show_facts(pack, names, question)
        return self.desk_of((pack.id,)).show_entry(names[0], replace(question, text=""))

    def question_by_code(self, pack: str, name_code: str, language: str) -> str:
        """Return the question of a thing by the code of its id; nothing where it is not there."""
        name = self._names.get(pack, {}).get(name_code)
        return self.title(name, pack, language) if name else ""

    def title(self, name: str, pack: str, language: str) -> str:
        """Return a scenario's title, or the question that an entry or a fact answers."""
        for one in sorted(self.packs, key=lambda candidate: candidate.id != pack):
            if name in one.scenarios:
                return scenario_title(one.scenarios[name], language)
            for kind in (Kind.ENTRY, Kind.FACT):
                if found := question_of(one, kind, name, language):
                    return found
        return ""


def is_kept(question: Question) -> bool:
    """Tell whether the answer to a question is kept for those who ask the same."""
    return len(question.text) <= _SHORT


def _names(pack: Pack) -> dict[str, str]:
    """Return the ids of a pack by their codes; where two share a code, the entry is meant."""
    ids: Sequence[str] = (*pack.facts, *pack.scenarios, *pack.entries)
    return {code(name): name for name in ids}


def _is_comparison(pack: Pack, answer: Answer) -> bool:
    """Tell whether an answer told several facts side by side."""
    name = answer.entry or ""
    if name in pack.entries or name in pack.scenarios or len(answer.facts) < 2:
        return False
    return answer.text.count("\n") > 0 and "\n\n" not in answer.text
