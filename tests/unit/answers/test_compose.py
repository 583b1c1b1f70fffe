from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer
from bot.answers.compose import compose, compose_entry, compose_fact, compose_facts
from bot.answers.sheet import Request
from bot.knowledge.model import Pack, Scenario, ScenarioStatus
from bot.search.result import Kind
from tests.unit.answers.checks import check_answer, kinds_of
from tests.unit.answers.small_pack import FACTS, fact, small_pack

PACK = small_pack()
TODAY = date(2026, 1, 15)


def entry(name: str, language: str | None = None, pack: Pack = PACK) -> Answer:
    return compose_entry(pack, pack.entries[name], Request(name, TODAY, language))


def alone(name: str, language: str | None = None, pack: Pack = PACK) -> Answer:
    return compose_fact(pack, pack.facts[name], Request(name, TODAY, language))


@pytest.mark.parametrize("language", [None, "en", "it", "fr", "de", "es", "pt", "zh"])
@pytest.mark.parametrize(("kind", "name"), kinds_of(PACK))
def test_every_answer_keeps_the_promises(kind: Kind, name: str, language: str | None) -> None:
    check_answer(PACK, compose(PACK, kind, name, Request(name, TODAY, language)))


def test_a_topic_answers_nothing() -> None:
    with pytest.raises(KeyError):
        compose(PACK, Kind.TOPIC, "racing", Request())


# -- citations ---------------------------------------------------------------------------


def test_sources_are_numbered_as_they_are_first_cited_and_originals_come_before_copies() -> None:
    answer = entry("were-there-talks")
    assert answer.text == "Disputed: the chief spoke of talks [1][2]. Acme denied it [3]."
    assert answer.short == "Disputed: the chief spoke of talks [1][2]."
    assert [one.source for one in answer.citations] == ["agency", "copy", "acme-site"]
    assert answer.citations[0].says == "agency on talks-reported."


def test_a_source_is_listed_once_and_marks_beside_each_other_are_merged() -> None:
    answer = entry("all-of-it")
    sources = [one.source for one in answer.citations]
    assert len(sources) == len(set(sources))
    assert answer.text == "Much: [1][2][3][4][5][6]."


def test_every_cited_fact_keeps_a_source_and_the_weakest_extras_go() -> None:
    answer = entry("all-of-it")
    sources = {one.source for one in answer.citations}
    for name in PACK.entries["all-of-it"].facts:
        assert sources & {one.source for one in PACK.facts[name].citations}
    # The copy would be the seventh.
    assert "copy" not in sources


def test_a_brace_that_cites_nothing_stays_text() -> None:
    odd = PACK.entries["did-acme-deny"].model_copy(update={"answer": "So {what} {denial}."})
    assert compose_entry(PACK, odd, Request()).text == "So {what} [1]."


# -- standing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "standing", "status"),
    [
        ("denial", "Denied by Acme, 25 Apr 2025", "denied"),
        ("no-bought-platforms", "Denied by Ann Chief, 29 Apr 2025", "denied"),
        ("bolt-platform", "Confirmed, May 2026", "confirmed"),
        ("sales-2023", "Confirmed by Acme, 31 Dec 2023", "confirmed"),
        ("seats-final", "Confirmed, 25 May 2026", "confirmed"),
        ("talks-reported", "Reported by The Agency, 24 Apr 2025", "reported"),
        ("power-blog", "Reported by Car Blog, 24 Apr 2025", "reported"),
        ("price-rumour", "Rumour (Car Blog, Feb 2025)", "rumour"),
        ("merger-guess", "Speculation (Trade Weekly, 24 Apr 2025)", "speculation"),
        ("forum-opinion", "Opinion: a reader, 24 Apr 2025", "opinion"),
        ("lone-denied", "Denied, 2025", "denied"),
    ],
)
def test_the_standing_of_a_fact(name: str, standing: str, status: str) -> None:
    answer = alone(name)
    assert (answer.standing, answer.status) == (standing, status)
    assert answer.as_of == PACK.facts[name].as_of


def test_the_standing_is_in_the_readers_language() -> None:
    assert alone("denial", "de").standing == "Dementiert von Acme, 25. Apr. 2025"


def test_an_entry_on_a_superseded_fact_says_what_holds_now() -> None:
    answer = entry("old-seats")
    assert answer.standing == "Superseded. Now: The Bolt has five seats [2][3]."
    assert answer.status == "superseded"
    assert answer.facts == ("seats-final", "seats-first")
    assert answer.as_of == "2026-05-25"


def test_an_entry_on_a_denied_fact_is_led_by_the_denial_and_cites_it() -> None:
    odd = PACK.entries["did-acme-deny"].model_copy(
        update={"answer": "A blog said so {deal-claimed}.", "facts": ("deal-claimed",)}
    )
    answer = compose_entry(PACK, odd, Request())
    assert answer.standing == "Denied by Acme, 25 Apr 2025 [2]"
    assert answer.facts[:2] == ("denial", "deal-claimed")


# -- a fact alone ------------------------------------------------------------------------


def test_a_superseded_fact_comes_after_the_end_of_its_successors() -> None:
    answer = alone("seats-first")
    assert answer.text == (
        "The Bolt has five seats [1][2].\n\n"
        "What was said before: The Bolt was to have two seats [3]."
    )
    assert answer.facts == ("seats-final", "seats-first")
    assert answer.standing == "Confirmed, 25 May 2026"


def test_a_denied_fact_comes_after_the_denial() -> None:
    answer = alone("deal-claimed")
    assert answer.text.startswith("Acme said on 25 April 2025 that it was not negotiating")
    assert "What was claimed, and denied: A blog wrote" in answer.text
    assert answer.standing == "Denied by Acme, 25 Apr 2025"
    assert answer.facts[:2] == ("denial", "deal-claimed")


def test_a_denial_leads_before_a_successor() -> None:
    assert alone("platform-claimed").facts[:2] == ("no-bought-platforms", "bolt-platform")


def test_a_denied_fact_that_nothing_stands_against_is_called_denied_first() -> None:
    assert alone("lone-denied").text == "Denied: Zenith denied that it was for sale [1]."


def test_superseded_facts_in_a_circle_lead_nowhere_and_are_called_out_of_date() -> None:
    pack = small_pack(
        fact("ring-a", "A was so.", "superseded", superseded_by=["ring-b"]),
        fact("ring-b", "B was so.", "superseded", superseded_by=["ring-a"]),
    )
    assert alone("ring-a", pack=pack).text == "Out of date: A was so [1]."


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("price-rumour", "Rumour: The Bolt would"),
        ("merger-guess", "Speculation: Acme and"),
        ("forum-opinion", "Opinion (a reader): The Bolt looks"),
    ],
)
def test_what_is_no_fact_is_called_so_in_the_first_words(name: str, first: str) -> None:
    assert alone(name).text.startswith(first)


# -- notices -----------------------------------------------------------------------------


def test_a_dispute_shows_both_values_with_who_gives_them() -> None:
    for answer in (alone("power-agency"), entry("bolt-power")):
        (notice,) = answer.notices
        assert notice == (
            "Sources disagree: 1,050 hp [1] – Reported by The Agency, 24 Apr 2025; "
            "1,113 hp [2] – Reported by Car Blog, 24 Apr 2025"
        )
        assert answer.facts == ("power-agency", "power-blog")


def test_a_dispute_is_seen_from_the_side_that_does_not_note_it() -> None:
    assert alone("power-blog").facts == ("power-blog", "power-agency")


def test_what_the_answer_cites_already_is_not_repeated() -> None:
    assert entry("bolt-power-both").notices == ()
    assert entry("were-there-talks").notices == ()


def test_a_report_that_was_denied_shows_the_denial_once() -> None:
    answer = alone("talks-reported")
    assert [one.split(":")[0] for one in answer.notices] == ["Denied by Acme, 25 Apr 2025"]


def test_a_denial_shows_what_was_reported() -> None:
    (notice,) = entry("did-acme-deny").notices
    assert notice == (
        "Sources disagree. Reported by The Agency, 24 Apr 2025: "
        "The chief of Acme spoke of talks with Zenith [2][3]."
    )


def test_other_times_are_no_dispute() -> None:
    pack = small_pack(
        fact("price-march", "It cost 10.", attribute="price", period="2025-03", value=10),
        fact(
            "price-may",
            "It cost 12.",
            attribute="price",
            period="2025-05",
            value=12,
            contradicts=["price-march"],
        ),
    )
    assert alone("price-may", pack=pack).notices == ()


def test_rival_dates_for_one_event_are_a_dispute() -> None:
    more = {"attribute": "start", "contradicts": ["start-august"]}
    pack = small_pack(
        fact("start-august", "August.", attribute="start", period="2026-08", value="2026-08"),
        fact("start-autumn", "Autumn.", period="2026-Q4", value="2026-Q4", **more),
    )
    assert alone("start-autumn", pack=pack).facts == ("start-autumn", "start-august")


def test_a_question_built_on_what_was_denied_is_told_so_first() -> None:
    answer = entry("terms-of-the-deal")
    assert answer.notices[0].startswith(
        "That has not happened: Acme said on 25 April 2025 that it was not negotiating"
    )


def test_an_answer_that_corrects_the_premise_itself_is_enough() -> None:
    assert not any("not happened" in one for one in entry("why-zenith-platform").notices)


def test_review_and_news_depend_on_the_day() -> None:
    assert entry("bolt-price").notices == (
        "Due for review since 31 Dec 2025; it may be out of date.",
    )
    early = compose_entry(PACK, PACK.entries["bolt-price"], Request("", date(2025, 12, 31)))
    assert early.notices == ()
    own = PACK.entries["bolt-power"].model_copy(update={"review_by": "2025-12-01"})
    due = compose_entry(PACK, own, Request("", date(2026, 1, 1)))
    assert "Due for review since 1 Dec 2025; it may be out of date." in due.notices
    assert alone("sales-2024").notices == ("News expected: Jan 2027.",)
    late = compose_fact(PACK, PACK.facts["sales-2024"], Request("", date(2027, 2, 1)))
    assert late.notices == ()


# -- languages ---------------------------------------------------------------------------


def test_a_translated_answer_is_given_in_its_language() -> None:
    answer = entry("were-there-talks", "it")
    assert answer.language == "it"
    assert answer.text.startswith("Smentito: Acme ha negato [1].")
    assert answer.standing == "Smentito da Acme, 25 apr 2025"
    assert answer.notices == ()


def test_without_a_translation_the_packs_language_is_given_and_said() -> None:
    answer = entry("were-there-talks", "fr")
    assert answer.language == "en"
    assert answer.notices[-1] == "Cette réponse n'existe qu'en anglais."


def test_related_questions_are_the_named_then_the_nearest_in_the_readers_language() -> None:
    assert [one.entry for one in entry("were-there-talks").related] == [
        "did-acme-deny",
        "all-of-it",
        "terms-of-the-deal",
    ]
    assert alone("talks-reported", "fr").related[-1].question == "Acme et Zenith ont-ils négocié ?"


# -- several facts -----------------------------------------------------------------------


def test_two_numbers_are_told_in_time_order_with_their_difference() -> None:
    answer = compose_facts(PACK, ["sales-2024", "sales-2023"], Request())
    assert answer.text == (
        "Acme sold 144,155 cars in 2023 [1].\n"
        "Acme sold 293,724 cars in 2024 [2][3].\n"
        "Difference: +149,569 vehicles, a factor of 2.04."
    )
    assert answer.facts == ("sales-2024", "sales-2023")
    assert answer.standing == "Confirmed by Acme, 31 Dec 2023; Confirmed by Acme, 31 Dec 2024"
    check_answer(PACK, answer)


def test_other_units_have_no_difference() -> None:
    text = compose_facts(PACK, ["sales-2024", "loss-2023"], Request()).text
    assert "Difference" not in text


def test_a_half_year_is_not_set_against_a_year() -> None:
    more = {"attribute": "deliveries", "unit": "vehicles"}
    pack = small_pack(fact("sales-h1", "A half.", period="2025-H1", value=99, **more))
    assert "Difference" not in compose_facts(pack, ["sales-2024", "sales-h1"], Request()).text


def test_a_loss_has_no_factor() -> None:
    more = {"attribute": "result", "unit": "billion CNY"}
    pack = small_pack(fact("gain-2025", "A gain.", period="2025", value=0.03, **more))
    text = compose_facts(pack, ["loss-2023", "gain-2025"], Request()).text
    assert text.endswith("Difference: +4.25 billion CNY.")


def test_what_no_longer_stands_comes_last() -> None:
    answer = compose_facts(PACK, ["seats-first", "seats-final"], Request())
    assert answer.text == (
        "The Bolt has five seats [1][2].\nOut of date: The Bolt was to have two seats [3]."
    )
    assert answer.facts[0] == "seats-final"


def test_where_nothing_stands_the_successor_leads() -> None:
    answer = compose_facts(PACK, ["seats-first", "seats-second"], Request())
    assert answer.facts[0] == "seats-final"
    assert answer.text.startswith("The Bolt has five seats")


def test_no_facts_are_no_answer() -> None:
    with pytest.raises(ValueError, match="no facts"):
        compose_facts(PACK, [], Request())


@given(st.lists(st.sampled_from([one.id for one in FACTS]), min_size=1))
def test_any_facts_together_keep_the_promises(names: list[str]) -> None:
    answer = compose_facts(PACK, names, Request("", TODAY))
    check_answer(PACK, answer)
    assert answer.facts[0] == "lone-denied" or (
        PACK.facts[answer.facts[0]].status not in ("denied", "superseded")
    )


# -- scenarios ---------------------------------------------------------------------------


def test_a_scenario_tells_both_sides_and_what_would_settle_it() -> None:
    answer = compose(PACK, Kind.SCENARIO, "scenario-merger", Request())
    assert answer.text == (
        "Scenario “A merger of Acme and Zenith”: open. The two makers become one.\n\n"
        "For it:\n"
        "- A trade paper thinks so (speculation) [1].\n"
        "- There was word of talks [2][3].\n\n"
        "Against it:\n"
        "- Acme denied talks [4].\n\n"
        "What would settle it:\n"
        "- A merger is announced.\n\n"
        "To be decided by 31 Dec 2026."
    )
    assert answer.short == "Scenario “A merger of Acme and Zenith”: open."
    assert (answer.standing, answer.status) == ("Open, as of 1 May 2025", "open")
    assert [one.entry for one in answer.related] == ["were-there-talks"]
    check_answer(PACK, answer)
    assert not answer.abridged


def test_a_scenario_with_more_than_fits_a_phone_says_so_and_is_told_in_full() -> None:
    evidence = [
        {"fact": one.id, "why": f"Because of {one.id}."}
        for one in FACTS
        if one.status == "reported"
    ]
    scenario = Scenario.model_validate(
        {
            **PACK.scenarios["scenario-merger"].model_dump(),
            "evidence_for": evidence,
            "criteria": [f"Criterion {number}." for number in range(5)],
            "signposts": ["The two chiefs dine."],
        }
    )
    pack = PACK.model_copy(update={"scenarios": {scenario.id: scenario}})
    brief = compose(pack, Kind.SCENARIO, scenario.id, Request())
    assert f"- and {len(evidence) - 3} more" in brief.text
    assert "Criterion 3" not in brief.text
    assert brief.abridged
    full = compose(pack, Kind.SCENARIO, scenario.id, Request(full=True))
    assert not full.abridged
    for one in evidence:
        assert one["why"].rstrip(".") in full.text
    assert (
        "- Criterion 4.\n\nTo be decided by 31 Dec 2026.\n\nWhat to watch:\n- The two" in full.text
    )
    assert "more" not in full.text
    # What the short form cites keeps its number.
    cited = [one.source for one in brief.citations]
    assert [one.source for one in full.citations][: len(cited)] == cited


def test_a_decided_scenario_in_full_tells_what_it_was_judged_by() -> None:
    scenario = PACK.scenarios["scenario-merger"].model_copy(
        update={"status": ScenarioStatus.RULED_OUT}
    )
    pack = PACK.model_copy(update={"scenarios": {scenario.id: scenario}})
    assert "A merger is announced" not in compose(pack, Kind.SCENARIO, scenario.id, Request()).text
    full = compose(pack, Kind.SCENARIO, scenario.id, Request(full=True)).text
    assert full.endswith("What it was to be judged by:\n- A merger is announced.")


def test_a_long_answer_is_abridged_and_told_in_full_on_demand() -> None:
    long = " ".join(f"Sentence {number} is here {{denial}}." for number in range(200))
    entry_ = PACK.entries["did-acme-deny"].model_copy(update={"answer": long})
    brief = compose_entry(PACK, entry_, Request())
    full = compose_entry(PACK, entry_, Request(full=True))
    assert brief.abridged
    assert full.text.endswith("Sentence 199 is here [1].")
    assert full.text.startswith(brief.text)
    assert not full.abridged
