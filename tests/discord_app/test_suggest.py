"""`/suggest`: what members send in waits for a curator, who may put it right first."""

from typing import Any

import pytest

from bot.conversation.desk import Desk
from bot.discord_app import suggest_command
from tests.discord_app.conftest import World
from tests.discord_app.curation import DESK, ask, curator, custom_id, live, opened
from tests.discord_app.shown import labels, options, text

TYPED = {
    "question": "How loud is the Bolt?",
    "answer": "It makes 60 decibels.",
    "source": "https://example.org/engines",
}
LINES = "https://example.org/engines\nThe Paper\nOf engines\n2026-01-02\nnewspaper"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return DESK


async def suggested(world: World, member: Any, **typed: str) -> Any:
    shown = await member.slash(world.channel, "suggest")
    assert shown.modal is not None
    return (await member.submit_modal(shown, TYPED | typed)).response


async def proposal_page(world: World, member: Any) -> Any:
    [found] = await world.store.proposals.waiting(world.guild.id)
    card = await opened(world, member)
    assert "How loud is the Bolt?" in " ".join(options(card))
    await member.select(card, [str(found.id)], custom_id=custom_id(card, "pick_proposal"))
    return card


async def test_a_suggestion_waits_and_a_curator_makes_an_entry_of_it(world: World) -> None:
    await live(world)
    carla = curator(world)
    thanks = await suggested(world, world.alice)
    assert thanks.ephemeral
    assert "A curator will look at “How loud is the Bolt?”" in text(thanks)
    assert "60 decibels" not in text(await ask(world, world.bob, "How loud is the Bolt?"))

    card = await proposal_page(world, carla)
    assert "It makes 60 decibels." in text(card)
    assert "Accept" not in labels(card)  # there is nothing yet that a pack could hold
    shown = await carla.click(card, label="Edit and accept…")
    assert shown.modal is not None
    given = {one["component"]["custom_id"]: one["component"] for one in shown.modal["components"]}
    assert given["question"]["value"] == TYPED["question"]
    assert given["answer"]["value"] == TYPED["answer"]
    assert given["source"]["value"] == TYPED["source"]
    values = {"question": TYPED["question"], "answer": TYPED["answer"]}
    await carla.submit_modal(shown, values | {"about": "Bolt power", "source": LINES})
    assert "There is a new entry" in text(card)
    assert "60 decibels" in text(await ask(world, world.bob, "How loud is the Bolt?"))
    [standing] = await world.store.proposals.standing()
    assert standing.proposer_id == world.alice.id
    await carla.click(card, label="Undo")
    assert await world.store.proposals.standing() == ()


async def test_a_suggestion_is_dismissed_and_comes_back(world: World) -> None:
    carla = curator(world)
    await suggested(world, world.alice)
    card = await proposal_page(world, carla)
    await carla.click(card, label="Dismiss")
    assert await world.store.proposals.waiting(world.guild.id) == ()
    await carla.click(card, label="Undo")
    assert "waits in the queue again" in text(card)
    assert len(await world.store.proposals.waiting(world.guild.id)) == 1


async def test_of_two_curators_one_is_told_that_the_other_was_faster(world: World) -> None:
    await live(world)
    carla, dan = curator(world), curator(world, "dan")
    await suggested(world, world.alice)
    first, second = await proposal_page(world, carla), await proposal_page(world, dan)
    shown = await dan.click(second, label="Edit and accept…")
    await carla.click(first, label="Dismiss")
    values = {"question": TYPED["question"], "answer": TYPED["answer"]}
    await dan.submit_modal(shown, values | {"about": "Bolt power", "source": LINES})
    assert "Somebody was faster" in text(second)
    assert "It makes 60 decibels." in text(second)  # what was typed is still there
    assert await world.store.proposals.standing() == ()


async def test_what_is_wrong_is_shown_and_the_form_opens_again_as_it_was(world: World) -> None:
    response = await suggested(world, world.alice, question="?", source="my cousin")
    assert "there is too little in it" in text(response)
    assert "a web address is missing" in text(response)
    await world.restart()
    shown = await world.alice.click(response, label="Edit…")
    assert shown.modal is not None
    values = {
        one["component"]["custom_id"]: one["component"]["value"]
        for one in shown.modal["components"]
    }
    assert values == TYPED | {"question": "?", "source": "my cousin"}
    await world.alice.submit_modal(shown, TYPED)
    assert len(await world.store.proposals.waiting(world.guild.id)) == 1


async def test_suggestions_are_few_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(suggest_command.SUGGESTIONS.times):
        await suggested(world, world.alice)
    late = await world.alice.slash(world.channel, "suggest")
    assert late.modal is None
    assert "One moment" in text(late.response)
    monkeypatch.setattr(suggest_command, "WAITING", suggest_command.SUGGESTIONS.times)
    full = await suggested(world, world.bob)
    assert "all they can look at" in text(full)
    waiting = await world.store.proposals.count_waiting(world.guild.id)
    assert waiting == suggest_command.SUGGESTIONS.times


async def test_a_hostile_suggestion_does_nothing(world: World) -> None:
    carla = curator(world)
    bad = "@everyone <@1> **x** [z](https://evil.example) \u202e ``` {acme}"
    thanks = await suggested(
        world, world.alice, question=f"How loud is the Bolt? {bad}", answer=bad
    )
    card = await proposal_page(world, carla)
    await world.alice.slash(world.channel, "suggest")
    for shown in (thanks, card):
        assert "@everyone" not in text(shown)
        assert "<@1>" not in text(shown)
        assert "**x**" not in text(shown)
        assert "\u202e" not in text(shown)


async def test_members_cannot_send_the_forms_of_curators(world: World) -> None:
    """A form of ours can be sent by who was not shown it only by forging its id."""
    shown = await world.alice.slash(world.channel, "suggest")
    shown._interaction.modal["custom_id"] = "cur:form:entry:0:0:aaaaaa"
    result = await world.alice.submit_modal(shown, TYPED)
    assert "Only curators" in text(result.response)
    assert await world.store.proposals.standing() == ()
