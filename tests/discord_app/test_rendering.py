"""Cards: whatever a pack holds and a member types, Discord takes it and nothing in it acts."""

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.answer import Answer, Cited, Outcome, Related, Suggestion, Why
from bot.conversation.desk import Desk
from bot.discord_app import listings
from bot.discord_app.answer_pages import more_card, sources_card, why_card
from bot.discord_app.cards import Reading, answer_card, state_of
from bot.discord_app.custom_ids import State
from bot.discord_app.escaping import clean, escaped, link, typed
from bot.discord_app.library import Library
from bot.discord_app.limits import CUSTOM_ID, fitted, label, pages, size
from tests.discord_app.accepted import UNESCAPED, check, harmless
from tests.discord_app.shown import BUTTON, SELECT, walk

HOSTILE = [
    "@everyone @here <@123> <@!123> <@&123> <#123> </ask:123> <t:1:R> <:a:1> <id:customize>",
    "[click](https://evil.example) [x](<https://evil.example>) ![i](https://evil.example)",
    "**bold** __u__ ~~s~~ ||spoiler|| `code` ```\nblock\n``` > quote\n>>> all",
    "# head\n## head\n-# small\n- list\n1. list\n* star",
    "\u202egnihton\u202c \u2066a\u2069 \u200b\u2060\ufeff \u0000\u001b[31m",
    "Z" + "\u0300\u0301\u0302\u0303" * 50 + "algo",
    "\\*\\*\\[a\\](https://evil.example) \\@everyone \\\\[b](https://evil.example)",
    "```" * 500,
    "\U0001f600" * 2000,
    "a" * 4000,
    "https://evil.example/a_b_c discord.gg/abc www.evil.example",
    "\ud800 lone",
    "",
    " \n ",
]
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=300),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map(" ".join),
    st.text(alphabet="*_`~|[]()<>@#\\-. \na1:/", max_size=200),
)
ids = st.sampled_from(["denial", "were-there-talks", "scenario-merger", "bolt-price", "gone"])
days = st.sampled_from(["2025", "2025-04", "2025-04-25", "2025-Q1", "0001-01-01", "9999-12-31"])


@pytest.fixture(scope="module")
def library(desk: Desk) -> Library:
    return Library(desk)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    whole = draw(texts)
    return Answer(
        question=draw(texts),
        outcome=draw(st.sampled_from(list(Outcome))),
        text=whole,
        short=whole[: draw(st.integers(0, 400))],
        entry=draw(st.none() | ids),
        facts=("denial", "talks-reported"),
        status=draw(st.none() | st.sampled_from(["denied", "confirmed", "open", "odd"])),
        standing=draw(texts),
        as_of=draw(st.none() | days),
        notices=tuple(draw(st.lists(texts, max_size=6))),
        citations=tuple(
            Cited(number, "s", draw(texts), draw(texts), draw(addresses), draw(days), draw(texts))
            for number in range(1, draw(st.integers(0, 6)) + 1)
        ),
        suggestions=tuple(
            Suggestion(draw(ids), draw(texts), 0.5) for _ in range(draw(st.integers(0, 4)))
        ),
        related=tuple(Related(draw(ids), draw(texts)) for _ in range(draw(st.integers(0, 5)))),
        scenarios=draw(st.sampled_from([(), ("scenario-merger",)])),
        confidence=draw(st.floats(0, 1)),
        abridged=draw(st.booleans()),
        pack="small",
        pack_version="v1",
        why=Why(draw(texts), 0.5),
    )


addresses = st.sampled_from(
    [
        "https://example.org/a",
        "https://example.org/a_(b)_c",
        "https://example.org/" + "a" * 4000,
        "https://example.org/*b*`c`\\",
        "https://example.org/ü?q=[1]&x=|y|",
        "javascript:alert(1)",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    given_answers=st.lists(answers(), min_size=1, max_size=6),
    echo=texts,
    short=st.booleans(),
    asker=st.sampled_from([None, 2**63 - 1]),
)
def test_every_card_is_accepted_and_harmless(
    library: Library, given_answers: list[Answer], echo: str, short: bool, asker: int | None
) -> None:
    reading = Reading("de", asker, "2025-04-24", short, echo)
    check(answer_card(library, given_answers, reading), set())


@settings(max_examples=100, deadline=None)
@given(answer=answers(), page=st.integers(0, 9))
def test_every_page_is_accepted_and_harmless(library: Library, answer: Answer, page: int) -> None:
    state = state_of(library, answer, Reading("it", 1)).to("more", page)
    check(more_card(answer, state, page), set())
    check(sources_card(answer, state.to("sources"), page), set())
    check(why_card(library, answer, state.to("why", "93", "abcdefg")), set())


@given(texts)
def test_what_a_member_typed_is_shown_without_effect(said: str) -> None:
    shown = typed(said)
    harmless(shown)
    assert "\n" not in shown
    assert not re.search(r"https?://", shown)
    assert not re.search(UNESCAPED + r"(\*|_|`|~|\||\[|\])", shown)
    assert not re.match(r"(#|-#|- |>|\d+\. )", shown)


@given(texts)
def test_a_pack_text_is_shown_without_effect(said: str) -> None:
    shown = escaped(said)
    harmless(shown)
    assert not re.search(UNESCAPED + r"(\*|_|`|~|\||\[|\])", shown)
    assert not re.search(r"^(#|-#|>)", shown, re.MULTILINE)


@given(texts)
def test_accents_do_not_pile_up(said: str) -> None:
    run = 0
    for character in clean(said):
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert run <= 3


@pytest.mark.parametrize(
    "said", ["Café à la crème", "Tiếng Việt", "שָׁלוֹם", "ภาษาไทยที่นี่", "👨‍👩‍👧 ok", "中文"]
)
def test_what_people_write_stays(said: str) -> None:
    assert escaped(said) == unicodedata.normalize("NFC", said)


@given(texts, st.integers(20, 500))
def test_a_text_that_is_cut_fits_and_loses_nothing(said: str, limit: int) -> None:
    shown, left = fitted(said, limit, "en")
    assert size(shown) <= limit
    if left:
        assert said.strip().endswith(left)


def test_a_text_is_cut_after_a_sentence() -> None:
    shown, left = fitted("One is here. Two is here. Three.", 27, "en")
    assert (shown, left) == ("One is here. Two is here.", "Three.")


@given(texts)
def test_pages_hold_it_all(said: str) -> None:
    found = pages(said, 300, "en")
    assert all(size(one) <= 300 for one in found)
    plain = re.sub(r"\W", "", "".join(found))
    assert plain == re.sub(r"\W", "", escaped(said))


@given(texts, st.integers(5, 100))
def test_a_label_fits(said: str, limit: int) -> None:
    shown = label(said, limit)
    assert 0 < size(shown) <= limit
    assert "\n" not in shown


@given(texts, addresses)
def test_a_link_leads_only_where_it_says(said: str, address: str) -> None:
    shown = link(said, address)
    targets = re.findall(r"(?<!\\)\]\(([^)]*)\)", shown)
    assert len(targets) <= 1
    assert all(target.startswith("https://example.org/") for target in targets)
    assert not any(one in target for target in targets for one in "()[]<> \\`*|")


def test_a_state_reads_itself_back() -> None:
    state = State("why", "abcdef.abcdefg", "it", "2025-04-24", ("93", "abcdefg"))
    assert State.read(str(state)) == state
    assert State.read("other:why:a:b:c") is None
    assert State.read("sb:why") is None


def test_the_longest_state_fits(library: Library) -> None:
    from bot.discord_app.custom_ids import reference

    longest: Any = State(
        "why", reference("p" * 80, ["n" * 80] * 20), "it", "2025-04-24", ("100", "abcdefg")
    )
    assert len(str(longest)) <= CUSTOM_ID
    assert library.resolve("nothing.like-that") is None
    assert library.resolve("") is None


def test_what_is_too_long_for_a_message_goes_on_in_pages(library: Library) -> None:
    cited = tuple(
        Cited(number, "s", "t" * 120, "o" * 80, "https://example.org/" + "a" * 400, None, "s" * 400)
        for number in range(1, 7)
    )
    answer = Answer("q", Outcome.ANSWERED, "Short. Rest.", "Short.", citations=cited, pack="small")
    state = State("sources", "a.b", "en")
    seen = ""
    for page, buttons in enumerate((["Next"], ["Back"])):
        card = sources_card(answer, state, page)
        raw = list(walk(card.to_components()))
        assert [one["label"] for one in raw if one["type"] == BUTTON] == buttons
        seen += card.text()
    assert all(f"[{number}] " in seen for number in range(1, 7))


@pytest.mark.parametrize("language", ["en", "it", "fr", "de", "es"])
def test_many_scenarios_with_hostile_titles_are_listed_and_each_is_offered(
    library: Library, language: str
) -> None:
    [pack] = library.packs
    [scenario] = pack.scenarios.values()
    many = {
        f"one-{number}": scenario.model_copy(
            update={"id": f"one-{number}", "title": title, "translations": {}}
        )
        for number, title in enumerate(one[:300] for one in HOSTILE * 3 if one.strip())
    }
    long = pack.model_copy(update={"scenarios": many})
    offered: list[str] = []
    for page in range(99):
        card = listings.card("scenarios", [long, pack], language, page)
        check(card, set())
        raw = list(walk(card.to_components()))
        [select] = [one for one in raw if one["type"] == SELECT]
        assert card.text().count("\n- ") == len(select["options"])
        offered += [one["value"] for one in select["options"]]
        if not any(f":scenarios:{page + 1}:" in one.get("custom_id", "") for one in raw):
            break
    assert len(set(offered)) == len(offered) == len(many) + 1
