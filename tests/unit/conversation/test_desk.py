from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer, Outcome, Reason
from bot.conversation.desk import Desk, Searcher, Shelf
from bot.conversation.question import MAX_CHARACTERS, Question
from bot.knowledge.model import Manifest
from bot.search.index import Index
from bot.search.result import Kind, Result, Verdict
from tests.unit.answers.checks import check_answer
from tests.unit.answers.small_pack import fact, small_pack
from tests.unit.conversation.word_index import WordIndex

TODAY = date(2026, 1, 15)
PACK = small_pack()
TARGETS = {
    "acme deny": (Kind.ENTRY, "did-acme-deny", ("denial",)),
    "acme zenith talks": (Kind.ENTRY, "were-there-talks", ("denial", "talks-reported")),
    "bolt strong": (Kind.ENTRY, "bolt-power", ("power-agency",)),
    "bolt cost": (Kind.ENTRY, "bolt-price", ("price-rumour",)),
    "bolt price": (Kind.FACT, "price-rumour", ("price-rumour",)),
    "acme sales 2024": (Kind.FACT, "sales-2024", ("sales-2024",)),
    "acme sales 2023": (Kind.FACT, "sales-2023", ("sales-2023",)),
    "acme result": (Kind.FACT, "loss-2023", ("loss-2023",)),
    "merger": (Kind.SCENARIO, "scenario-merger", ("merger-guess", "denial")),
    "who won": (Kind.TOPIC, "racing", ()),
    "seats first": (Kind.FACT, "seats-first", ("seats-first",)),
    "seats last": (Kind.FACT, "seats-final", ("seats-final",)),
}
ENTITIES = {"acme": "acme", "bolt": "bolt", "zenith": "zenith"}


def desk(index: Searcher | None = None) -> Desk:
    return Desk([Shelf(PACK, index or WordIndex(TARGETS, ENTITIES))])


def ask(text: str, *, of: Desk | None = None, **more: str) -> tuple[Answer, ...]:
    return (of or desk()).ask(Question(text, TODAY, **more))


def entries(answers: tuple[Answer, ...]) -> list[str | None]:
    return [answer.entry for answer in answers]


# -- one question ---------------------------------------------------------------------------


def test_a_sure_entry_is_answered_with_why() -> None:
    (answer,) = ask("hey <@1> how strong is the bolt?")
    assert answer.outcome is Outcome.ANSWERED
    assert (answer.entry, answer.confidence) == ("bolt-power", 0.9)
    assert answer.question == "hey <@1> how strong is the bolt?"
    assert (answer.pack, answer.pack_version) == ("small", "v1")
    assert answer.why is not None
    assert (answer.why.utterance, answer.why.words) == ("bolt strong", (("bolt strong", 1.0),))


def test_facts_and_scenarios_answer_too() -> None:
    assert entries(ask("acme sales 2024")) == ["sales-2024"]
    assert entries(ask("will there be a merger")) == ["scenario-merger"]


def test_what_could_be_meant_is_asked_back() -> None:
    (answer,) = ask("bolt cost or bolt price")
    assert answer.outcome is Outcome.SUGGESTED
    assert [(one.entry, one.question) for one in answer.suggestions] == [
        ("price-rumour", "How much will the Bolt cost at launch?"),
        ("bolt-price", "What will the Bolt cost?"),
    ]
    assert answer.text == "I am not sure what you mean. Did you mean:"
    check_answer(PACK, answer)


def test_one_guess_alone_is_not_asked_back() -> None:
    class Unsure(WordIndex):
        def search(self, text: str, *, limit: int = 5) -> Result:
            found = super().search(text, limit=limit)
            return Result(text, Verdict.UNSURE, found.candidates)

    (answer,) = ask("acme deny", of=desk(Unsure(TARGETS)))
    assert (answer.outcome, answer.reason) == (Outcome.UNKNOWN, Reason.NO_ENTRY)
    assert [one.entry for one in answer.suggestions] == ["did-acme-deny"]


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("who won the race", Reason.OUT_OF_SCOPE, "Racing is not covered."),
        ("what is love", Reason.NO_ENTRY, "I have nothing on that."),
        ("hello!", Reason.NOT_A_QUESTION, "I found no question in that. Ask me about: Acme "),
        ("", Reason.NOT_A_QUESTION, "I found no question in that."),
    ],
)
def test_no_answer_says_why(text: str, reason: Reason, said: str) -> None:
    (answer,) = ask(text)
    assert (answer.outcome, answer.reason) == (Outcome.UNKNOWN, reason)
    assert answer.text.startswith(said)
    check_answer(PACK, answer)


def test_a_refusal_is_in_the_askers_language() -> None:
    (answer,) = ask("che cosa è il amore per te")
    assert (answer.text, answer.language) == ("Su questo non ho nulla.", "it")
    (answer,) = ask("what is love", language="de")
    assert answer.text == "Dazu habe ich nichts."
    (answer,) = ask("...", locale="de")
    assert answer.text.startswith("Darin finde ich keine Frage.")


def test_an_answer_tells_its_own_language_and_the_readers() -> None:
    (answer,) = ask("merger", language="it")
    assert (answer.language, answer.reader) == ("en", "it")
    assert answer.notices[-1] == "Questa risposta esiste solo in inglese."
    (answer,) = ask("who won the race", language="it")
    assert (answer.text, answer.language, answer.reader) == ("Racing is not covered.", "en", "it")
    assert answer.notices == ("Questa risposta esiste solo in inglese.",)
    check_answer(PACK, answer)


def test_parts_that_do_not_tell_their_language_are_in_that_of_the_message() -> None:
    answers = ask("Che cosa ha fatto acme deny? Acme sales 2024?")
    assert entries(answers) == ["did-acme-deny", "sales-2024"]
    assert [answer.reader for answer in answers] == ["it", "it"]
    assert [one.reader for one in ask("Acme sales 2024? Acme deny?")] == ["en", "en"]


def test_what_is_awaited_is_called_so() -> None:
    class Near(WordIndex):
        def search(self, text: str, *, limit: int = 5) -> Result:
            found = super().search(text + " 2024", limit=limit)
            return Result(text, Verdict.UNSURE, found.candidates)

    index = Near({"acme sales 2024": TARGETS["acme sales 2024"]})
    (answer,) = ask("acme sales 2026", of=desk(index))
    assert answer.reason is Reason.KNOWN_UNKNOWN
    assert answer.text == "My sources do not say that yet. News expected: Jan 2027."
    (answer,) = ask("acme sales 2025", of=desk(index))
    assert answer.reason is Reason.NO_ENTRY


# -- several ----------------------------------------------------------------------------------


def test_two_sure_questions_are_answered_apart() -> None:
    answers = ask("how strong is the bolt, and did acme deny it?")
    assert entries(answers) == ["bolt-power", "did-acme-deny"]
    assert [one.question for one in answers] == ["how strong is the bolt", "and did acme deny it?"]


def test_a_part_without_subject_goes_on_about_the_last() -> None:
    answers = ask("how strong is the bolt? and what does it cost?")
    assert entries(answers) == ["bolt-power", "bolt-price"]
    assert entries(ask("acme sales 2024? and sales 2023?")) == ["sales-2024", "sales-2023"]


def test_one_sure_part_is_not_enough_when_the_whole_is_sure() -> None:
    assert entries(ask("did acme deny it, and who cares")) == ["did-acme-deny"]


def test_the_same_answer_is_given_once() -> None:
    assert entries(ask("did acme deny it? acme, did they deny?")) == ["did-acme-deny"]


def test_an_answer_that_covers_the_parts_is_one_answer() -> None:
    targets = {
        **TARGETS,
        "acme deny bolt strong": (Kind.ENTRY, "all-of-it", ("denial", "power-agency")),
    }
    answers = ask("did acme deny? how strong is the bolt?", of=desk(WordIndex(targets, ENTITIES)))
    assert entries(answers) == ["all-of-it"]


def test_talk_around_a_question_is_left_out_and_other_questions_are_not() -> None:
    class Short(WordIndex):
        def search(self, text: str, *, limit: int = 5) -> Result:
            long = len(text.split()) > 6
            return Result(text, Verdict.NOTHING) if long else super().search(text, limit=limit)

    of = desk(Short(TARGETS, ENTITIES))
    assert entries(ask("i am new here. nice cars. how strong is the bolt?", of=of)) == [
        "bolt-power"
    ]
    answers = ask("how strong is the bolt? what about love and peace?", of=of)
    assert [one.reason for one in answers] == [None, Reason.NO_ENTRY]


def test_a_topic_left_out_is_told_beside_an_answer() -> None:
    answers = ask("how strong is the bolt? did acme deny? who won?")
    assert [one.reason for one in answers] == [None, None, Reason.OUT_OF_SCOPE]


def test_two_times_are_compared() -> None:
    (answer,) = ask("acme sales 2023 vs 2024")
    assert answer.facts == ("sales-2023", "sales-2024")
    assert "Difference: +149,569 vehicles" in answer.text


# -- packs, ids, dates ------------------------------------------------------------------------


def test_the_surest_pack_answers_and_suggestions_are_merged() -> None:
    manifest = Manifest(id="other", title="Other", language="en", about="x", updated="2026")
    other = PACK.model_copy(update={"manifest": manifest})
    both = Desk(
        [
            Shelf(PACK, WordIndex({"bolt": TARGETS["bolt cost"], "x": TARGETS["acme deny"]})),
            Shelf(other, WordIndex({"acme": TARGETS["acme deny"]})),
        ]
    )
    assert [one.pack for one in ask("acme", of=both)] == ["other"]
    assert [one.pack for one in ask("bolt", of=both)] == ["small"]
    (nothing,) = ask("hello", of=both)
    assert nothing.text.endswith("Acme and Zenith, Other.")


def test_ids_are_shown() -> None:
    question = Question("old seats", TODAY, language="it")
    assert desk().show_entry("old-seats").entry == "old-seats"
    assert desk().show_entry("sales-2024").question == "Acme: deliveries (2024)"
    assert desk().show_fact("sales-2024", question).notices[0] == "Novità attese: gen 2027."
    assert desk().show_scenario("scenario-merger").status == "open"
    for gone in (desk().show_entry("gone"), desk().show_fact("old-seats")):
        assert (gone.outcome, gone.reason) == (Outcome.UNKNOWN, Reason.NO_ENTRY)


def test_scenarios_are_summed_up() -> None:
    (one,) = desk().scenarios("it")
    assert (one.scenario, one.title, one.state, one.deadline) == (
        "scenario-merger",
        "Una fusione di Acme e Zenith",
        "Aperto",
        "2026-12-31",
    )


def test_a_day_in_the_past_knows_nothing_younger() -> None:
    (answer,) = ask("acme zenith talks", as_of="2025-04-24")
    assert answer.facts == ("talks-reported",)
    assert answer.status == "reported"
    assert answer.notices == (
        "As of 24 Apr 2025.",
        "Since then: Disputed: the chief spoke of talks. Denied by Acme, 25 Apr 2025.",
    )
    assert answer.entry == "were-there-talks"
    (answer,) = ask("acme zenith talks", as_of="2025-04-25")
    assert answer.facts[0] == "denial"


def test_what_was_overturned_later_stood_then() -> None:
    (answer,) = ask("seats first", as_of="2025-05")
    assert answer.text == "The Bolt was to have two seats [1]."
    (answer,) = ask("seats first", as_of="2025-12")
    assert answer.facts == ("seats-second", "seats-first")


def test_what_was_not_known_then_is_not_told() -> None:
    for text in ("seats last", "will there be a merger"):
        (answer,) = ask(text, as_of="2024")
        assert answer.reason is Reason.KNOWN_UNKNOWN
        assert answer.text == "What I hold on that is from after 2024."


def test_a_date_that_is_none_asks_for_today() -> None:
    assert entries(ask("seats last", as_of="someday")) == ["seats-final"]


def test_an_empty_desk_knows_nothing() -> None:
    (answer,) = ask("who owns acme", of=Desk([]))
    assert answer.reason is Reason.NOT_A_QUESTION
    assert Desk([]).show_entry("x").reason is Reason.NO_ENTRY


# -- any text ---------------------------------------------------------------------------------

REAL = Desk([Shelf(PACK, Index(PACK, calibrate=False))])
_WORDS = st.sampled_from(
    ["who", "acme", "bolt", "2024", "and", "what", "?", ",", "\n", "{denial}", "%s", "\ud83d", "e"]
)


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=400),
        st.lists(_WORDS, max_size=30).map(" ".join),
        st.text("?!., \n\x00\u202e`<@>", max_size=200),
    )
)
def test_any_text_has_an_answer(text: str) -> None:
    for of in (desk(), REAL):
        answers = ask(text, of=of)
        assert answers
        for answer in answers:
            check_answer(PACK, answer)
        assert answers == ask(text, of=of)


def test_a_very_long_text_is_answered_by_what_stands_at_its_end() -> None:
    answers = ask("blah, " * 20_000 + "\nhow strong is the bolt?")
    assert entries(answers) == ["bolt-power"]
    assert len(answers[0].question) <= MAX_CHARACTERS


def test_a_new_fact_is_no_part_of_the_shared_pack() -> None:
    assert "fresh" in small_pack(fact("fresh", "Fresh.")).facts
    assert "fresh" not in PACK.facts
