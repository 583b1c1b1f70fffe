import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.splitting import MAX_PARTS, split, whole
from bot.conversation.tidying import is_greeting, tidy

_WORD = re.compile(r"\w+")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "how much does faw own, for how much money and what is hongqi getting",
            ["how much does faw own", "for how much money", "what is hongqi getting"],
        ),
        (
            "leapmotor sales 2024? and profit? who owns maserati",
            ["leapmotor sales 2024?", "profit?", "who owns maserati"],
        ),
        ("who owns acme\nhow strong is the bolt", ["who owns acme", "how strong is the bolt"]),
        ("who owns acme; how strong is the bolt", ["who owns acme;", "how strong is the bolt"]),
        ("acme sales 2024 and who owns it", ["acme sales 2024", "who owns it"]),
        ("who owns it?what does it cost?", ["who owns it?", "what does it cost?"]),
        ("hi! who owns it? thanks!", ["who owns it?"]),
        (
            "chi possiede maserati e quanto costa la luce?",
            ["chi possiede maserati", "quanto costa la luce?"],
        ),
        (
            "qui a fondé leapmotor et combien coûte la luce",
            ["qui a fondé leapmotor", "combien coûte la luce"],
        ),
        (
            "wer besitzt maserati und wie viel kostet der luce",
            ["wer besitzt maserati", "wie viel kostet der luce"],
        ),
        ("¿quién fundó leapmotor? ¿y cuándo?", ["¿quién fundó leapmotor?", "¿y cuándo?"]),
        ("quanto costa, chi la fa e dove", ["quanto costa", "chi la fa", "dove"]),
        ("谁拥有玛莎拉蒂？多少钱？", ["谁拥有玛莎拉蒂？", "多少钱？"]),
    ],
)
def test_several_questions(text: str, parts: list[str]) -> None:
    assert [part.search_text for part in split(text)] == parts


@pytest.mark.parametrize(
    "text",
    [
        "ferrari and leapmotor talks",
        "q1 and q2 2025 sales",
        "what do Audi and SAIC share?",
        "does the b10 cost 29,990 euros",
        "is it 1.5 billion or 1.6",
        "the u.s. price",
        "who, if anyone, owns acme",
        "differenza tra b10 e c10",
        "y a-t-il un accord entre ferrari et leapmotor",
        "wie hängen ferrari und exor zusammen",
        "i keep reading yes and then no",
    ],
)
def test_one_question(text: str) -> None:
    assert [part.shown for part in split(text)] == [text]


def test_laughter_around_a_question_is_not_searched() -> None:
    (part,) = split("lol lol lol lol … when was luce unveiled haha")
    assert part.search_text == "when was luce unveiled"


def test_more_than_five_are_put_together_before_the_last() -> None:
    parts = split("a1? b2? c3? d4? e5? f6? g7?")
    assert [part.shown for part in parts] == ["a1?", "b2?", "c3?", "d4? e5? f6?", "g7?"]


def test_nothing_asked() -> None:
    assert split("hello") == ()
    assert split(" \n\t") == ()


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                ["who", "owns", "acme", "and", "what", ",", "?", "e", "quanto", "\n", ". ", "2024"]
            ),
            max_size=40,
        ).map(" ".join),
    )
)
def test_no_word_is_lost_and_none_changes_place(text: str) -> None:
    parts = split(text)
    assert len(parts) <= MAX_PARTS
    left = _WORD.findall(" ".join(part.shown for part in parts))
    remaining = iter(_WORD.findall(tidy(text)))
    missing = []
    for word in left:
        for other in remaining:
            if other == word:
                break
            missing.append(other)
        else:
            pytest.fail(f"{word!r} is new or out of place")
    missing += remaining
    # Only whole sentences that greet or laugh go.
    assert not missing or is_greeting(" ".join(missing))
    assert (
        len(" ".join(part.search_text for part in parts)) <= len(" ".join(tidy(text).split())) + 5
    )


def test_the_whole_is_the_message_on_one_line() -> None:
    assert whole("hi\nwho owns\nacme").search_text == "who owns acme"
