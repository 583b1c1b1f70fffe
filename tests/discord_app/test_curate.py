"""`/curate`: from a question that was missed to one that is answered, and back again."""

from typing import Any

import pytest
import simcord

from bot.conversation.desk import Desk
from bot.storage.records import GuildSettings
from tests.discord_app.commands_host import undescribed
from tests.discord_app.conftest import World
from tests.discord_app.curation import (
    BASE,
    DESK,
    PHRASINGS,
    actions,
    ask,
    cluster_page,
    curator,
    custom_id,
    live,
    missed,
    opened,
)
from tests.discord_app.shown import labels, options, text

SOURCE = "https://example.org/engines\nThe Paper\nOf engines\n2026-01-02\nnewspaper"
ENTRY = {
    "question": "How loud is the Bolt?",
    "answer": "The Bolt makes 60 decibels.",
    "facts": "",
    "about": "Bolt: power",
    "source": SOURCE,
}
FACT = {
    "about": "bolt, power",
    "statement": "The Bolt has 1,050 horsepower, The Paper wrote on 2 January 2026.",
    "status": ["reported"],
    "source": SOURCE,
    "kind": ["newspaper"],
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return DESK


async def first_page(world: World, member: simcord.MemberActor) -> Any:
    """Return the page of the cluster that members asked for most."""
    [cluster] = await missed(world)
    return await cluster_page(world, member, cluster.id)


async def filled(
    member: simcord.MemberActor, card: Any, control: str, values: dict[str, Any]
) -> Any:
    """Open a form from a card, send it, and return the card as it is then."""
    shown = await member.click(card, custom_id=custom_id(card, control))
    assert shown.modal is not None
    await member.submit_modal(shown, values)
    return card


async def waiting(world: World) -> int:
    return await world.store.questions.waiting(world.guild.id)


async def test_a_missed_question_is_answered_after_two_clicks(world: World) -> None:
    await live(world)
    carla = curator(world)
    [cluster] = await missed(world)
    card = await opened(world, carla)
    assert card.ephemeral
    assert "“how punchy is the engine of the bolt”" in text(card)
    assert "Members: 2 · asked: 3×" in text(card)

    await carla.select(card, [str(cluster.id)], custom_id=custom_id(card, "pick_cluster"))
    assert "is the bolt engine punchy ×1" in text(card)
    await carla.click(card, label="Alias of: How strong is the Bolt?")
    assert "Phrasings that now lead to “How strong is the Bolt?”: 3" in text(card)

    for question in PHRASINGS:
        answer = await ask(world, world.bob, question)
        assert "The Bolt has 1,050 horsepower" in text(answer)
    assert await waiting(world) == 0


async def test_an_accepted_alias_can_be_undone(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    await carla.click(card, custom_id=custom_id(card, "alias"))
    await world.restart()
    await live(world)
    await carla.click(card, label="Undo")
    assert "Taken back" in text(card)
    answer = await ask(world, world.bob, PHRASINGS[1])
    assert "1,050 horsepower" not in text(answer)
    [cluster] = await world.store.questions.queue(world.guild.id)
    assert cluster.state == "open"
    assert cluster.count == 4  # the question just asked is one more of them


async def test_every_control_outlives_the_process(world: World) -> None:
    carla = curator(world)
    card = await first_page(world, carla)
    await world.restart()
    await live(world)
    await carla.click(card, custom_id=custom_id(card, "assign"))
    assert "It is yours" in text(card)
    shown = await carla.click(card, custom_id=custom_id(card, "new:entry"))
    await world.restart()  # while the form is open
    await live(world)
    await carla.submit_modal(shown, ENTRY)
    assert "There is a new entry" in text(card)
    answer = await ask(world, world.bob, "How loud is the Bolt?")
    assert "60 decibels" in text(answer)
    assert "The Paper" in text(answer)


async def test_strangers_are_refused_at_each_step(world: World) -> None:
    await live(world)
    role = world.guild.create_role("keepers")
    keeper = world.guild.add_member(world.env.create_user("keeper"), roles=[role])
    refused = await opened(world, keeper)
    assert "Only curators" in text(refused)
    await world.store.save_settings(GuildSettings(world.guild.id, curator_roles=(role.id,)))
    card = await first_page(world, keeper)
    entry = await keeper.click(card, custom_id=custom_id(card, "new:entry"))
    # From now on the keeper is one no more: the cards are still there.
    await world.store.save_settings(GuildSettings(world.guild.id))
    for control in ("alias", "other", "new:entry", "new:fact", "assign", "dismiss", "queue"):
        result = await keeper.click(card, custom_id=custom_id(card, control))
        assert result.modal is None, control
        assert "Only curators" in text(result.response), control
    sent = await keeper.submit_modal(entry, ENTRY)
    assert "Only curators" in text(sent.response)
    history = await keeper.slash(world.channel, "history")
    assert "Only curators" in text(history.response)
    assert await waiting(world) == 1
    assert await world.store.proposals.standing() == ()


async def test_of_two_curators_one_is_told_that_the_other_was_faster(world: World) -> None:
    await live(world)
    carla, dan = curator(world), curator(world, "dan")
    [cluster] = await missed(world)
    first = await cluster_page(world, carla, cluster.id)
    second = await cluster_page(world, dan, cluster.id)
    shown = await dan.click(second, custom_id=custom_id(second, "new:entry"))
    await carla.click(first, custom_id=custom_id(first, "alias"))
    await dan.submit_modal(shown, ENTRY)
    assert "Somebody was faster" in text(second)
    [standing] = await world.store.proposals.standing()
    assert standing.kind == "alias"


async def test_what_is_wrong_is_shown_in_place_and_nothing_typed_is_lost(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    typed = ENTRY | {
        "answer": "The Bolt makes `60` decibels, <@1> said. ```@everyone```",
        "facts": "seats-fina",
        "about": "Bold: power",
        "source": "the paper",
    }
    await filled(carla, card, "new:entry", typed)
    assert "Not kept yet" in text(card)
    assert "Facts it rests on" in text(card)
    assert "did you mean 'seats-final'?" in text(card)
    assert "did you mean 'Bolt'?" in text(card)
    assert "a web address is missing" in text(card)
    assert "<@1>" not in text(card)
    assert "@everyone" not in text(card)
    assert await world.store.proposals.standing() == ()

    await world.restart()
    await live(world)
    again = await carla.click(card, label="Edit…")
    assert again.modal is not None
    fields = [one["component"] for one in again.modal["components"]]
    assert {one["custom_id"]: one["value"] for one in fields} == typed

    await carla.submit_modal(again, ENTRY)
    assert "There is a new entry" in text(card)


async def test_the_rules_for_files_hold_for_forms(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    unlisted = ENTRY | {
        "about": "",
        "source": "",
        "answer": "Loud {no-such-fact}.",
        "facts": "denial",
    }
    await filled(carla, card, "new:entry", unlisted)
    assert "no-such-fact" in text(card)
    assert "Not kept yet" in text(card)


async def test_an_answer_needs_a_fact(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    await filled(carla, card, "new:entry", ENTRY | {"about": "", "source": ""})
    assert "an answer rests on facts" in text(card)


async def test_a_new_fact_answers_the_questions_that_were_missed(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    await filled(carla, card, "new:fact", FACT)
    assert "There is a new fact" in text(card)
    [standing] = await world.store.proposals.standing()
    [change] = standing.payload["changes"]
    assert change["fact"]["aliases"][0] == "how punchy is the engine of the bolt"
    assert change["fact"]["said_by"] == ["The Paper"]
    assert change["sources"][0]["published"] == "2026-01-02"
    answer = await ask(world, world.bob, PHRASINGS[0])
    assert "The Paper wrote on 2 January 2026" in text(answer)


async def test_undoing_tells_what_else_falls_with_it(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    await filled(carla, card, "new:fact", FACT)
    [first] = await world.store.proposals.standing()
    [name] = set(world.bot.library.packs[0].facts) - set(BASE.facts)
    [other] = await missed(world, "qwerty uiop asdf")
    page = await cluster_page(world, carla, other.id)
    values = ENTRY | {"facts": name, "about": "", "source": ""}
    await filled(carla, page, "new:entry", values)
    assert "There is a new entry" in text(page)
    await carla.click(card, label="Undo")
    assert "does not stand any more either: “How loud is the Bolt?”" in text(card)
    assert first.id != (await world.store.proposals.standing())[0].id


async def test_another_entry_is_found_by_what_is_typed(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    await filled(carla, card, "other", {"find": "bolt cost"})
    offered = options(card)
    chosen = offered["What will the Bolt cost?"]
    await carla.select(card, [chosen], custom_id=custom_id(card, "pick_target"))
    assert "now lead to “What will the Bolt cost?”" in text(card)


async def test_an_alias_that_asks_for_something_else_already_is_refused(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    await carla.click(card, custom_id=custom_id(card, "alias"))
    [standing] = await world.store.proposals.standing()
    await world.store.proposals.undo(standing.id, by=1, at=1)
    # The same wording stands in the pack for another entry meanwhile.
    [cluster] = await world.store.questions.queue(world.guild.id)
    page = await cluster_page(world, carla, cluster.id)
    taken = next(one for one in labels(page) if one.startswith("Alias of"))
    await carla.click(page, label=taken)
    assert "now lead to" in text(page)


async def test_dismissed_takes_like_questions_and_comes_back(world: World) -> None:
    carla = curator(world)
    card = await first_page(world, carla)
    await carla.click(card, label="Dismiss")
    assert "Dismissed" in text(card)
    await ask(world, world.bob, PHRASINGS[1])
    assert await waiting(world) == 0
    await carla.click(card, label="Reopen")
    [cluster] = await world.store.questions.queue(world.guild.id)
    assert cluster.count == 4


async def test_another_servers_cluster_cannot_be_reached(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    there = world.env.create_guild("There")
    import discord

    may = discord.Permissions(manage_guild=True, view_channel=True, send_messages=True)
    boss = there.add_member(
        world.env.create_user("boss"), roles=[there.create_role("boss", permissions=may)]
    )
    channel = there.create_text_channel("there")
    from bot.discord_app.cards import note_card
    from bot.discord_app.curate_controls import Control, CurateButton

    forged = [
        CurateButton.of(Control.read(one), one.split(":")[1])  # type: ignore[arg-type]
        for one in (custom_id(card, "alias"), custom_id(card, "dismiss"))
    ]
    await world.bot.get_channel(channel.id).send(view=note_card("forged", *forged))  # type: ignore[union-attr]
    message = world.replies(channel)[-1]
    for one in ("alias", "dismiss"):
        await boss.click(message, label=one)
        message = world.replies(channel)[-1]
        assert "no longer there" in text(message)
        await world.bot.get_channel(channel.id).send(view=note_card("forged", *forged))  # type: ignore[union-attr]
        message = world.replies(channel)[-1]
    assert await waiting(world) == 1


async def test_the_queue_has_pages(world: World) -> None:
    carla = curator(world)
    letters = "abcdefghijkl"
    from bot.storage.loop_records import Miss

    for place, letter in enumerate(letters):
        await world.store.questions.add(
            Miss(letter * 9, asker_id=place, asked=place + 1, guild_id=world.guild.id)
        )
    card = await opened(world, carla)
    assert "(12)" in text(card)
    assert "l" * 9 in text(card)
    assert "a" * 9 not in text(card)
    await carla.click(card, label="Next")
    assert "a" * 9 in text(card)
    await carla.click(card, label="Back")
    assert "l" * 9 in text(card)


async def test_hostile_questions_ping_nobody_and_format_nothing(world: World) -> None:
    carla = curator(world)
    from bot.storage.loop_records import Miss

    hostile = "@everyone <@1> **x** `y` [z](https://evil.example) \u202e" + "w" * 300
    await world.store.questions.add(
        Miss(hostile, asker_id=1, asked=1, guild_id=world.guild.id, language="en")
    )
    card = await opened(world, carla)
    [cluster] = await world.store.questions.queue(world.guild.id)
    for shown in (card, await cluster_page(world, carla, cluster.id)):
        assert "@everyone" not in text(shown)
        assert "<@1>" not in text(shown)
        assert "**x**" not in text(shown)
        assert "](https" not in text(shown).replace("\\]", "")
        assert "\u202e" not in text(shown)


async def test_without_a_reloader_the_curator_is_told_so(world: World) -> None:
    carla = curator(world)
    card = await first_page(world, carla)
    await carla.click(card, custom_id=custom_id(card, "alias"))
    assert "next start" in text(card)


async def test_facts_that_are_due_are_shown_and_reviewed(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await opened(world, carla)
    assert "to be reviewed" in text(card)
    offered = {value for label, value in options(card).items()}
    place = world.bot.library.reference_of("price-rumour", "small")
    assert place in offered
    await carla.select(card, [place], custom_id=custom_id(card, "pick_due"))
    assert "`price-rumour`" in text(card)
    await carla.click(card, label="Still right (reviewed)")
    assert "to be reviewed again by 2026-04-01" in text(card)
    assert world.bot.library.packs[0].facts["price-rumour"].review_by == "2026-04-01"
    assert place not in options(await opened(world, carla)).values()


async def test_a_status_is_changed_from_what_is_due(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await opened(world, carla)
    place = world.bot.library.reference_of("price-rumour", "small")
    await carla.select(card, [place], custom_id=custom_id(card, "pick_due"))
    values = {
        "fact": ["price-rumour"],
        "status": ["reported"],
        "as_of": "02.01.2026",
        "source": SOURCE,
        "note": "The Paper has seen a price list.",
    }
    await filled(carla, card, "status", values)
    assert "The status was changed" in text(card)
    fact = world.bot.library.packs[0].facts["price-rumour"]
    assert (fact.status.value, fact.as_of) == ("reported", "2026-01-02")
    assert fact.history[-1].status.value == "rumour"
    assert fact.citations[-1].says == "The Paper has seen a price list."


async def test_outdated_reports_are_one_with_a_count(world: World) -> None:
    await live(world)
    carla = curator(world)
    answer = await ask(world, world.alice, "What will the Bolt cost?")
    await world.alice.click(answer, label="Outdated")
    await world.alice.click(answer, label="Outdated")  # the same word again
    await world.bob.click(answer, label="Outdated")
    [report] = await world.store.proposals.waiting(world.guild.id)
    assert report.payload["count"] == 2
    assert report.proposer_id is None

    card = await opened(world, carla)
    await carla.select(card, [str(report.id)], custom_id=custom_id(card, "pick_proposal"))
    assert "Reported as outdated 2×" in text(card)
    assert actions(card) == ["reviewed", "status", "change", "reject", "queue"]
    await carla.click(card, label="Still right (reviewed)")
    assert "stands; to be reviewed again" in text(card)
    assert world.bot.library.packs[0].entries["bolt-price"].review_by == "2026-04-01"
    assert await world.store.proposals.waiting(world.guild.id) == ()


async def test_an_outdated_answer_is_changed(world: World) -> None:
    await live(world)
    carla = curator(world)
    answer = await ask(world, world.alice, "What will the Bolt cost?")
    await world.bob.click(answer, label="Outdated")
    [report] = await world.store.proposals.waiting(world.guild.id)
    card = await opened(world, carla)
    await carla.select(card, [str(report.id)], custom_id=custom_id(card, "pick_proposal"))
    shown = await carla.click(card, custom_id=custom_id(card, "change"))
    assert shown.modal is not None
    values = {
        one["component"]["custom_id"]: one["component"]["value"]
        for one in shown.modal["components"]
    }
    assert values["facts"] == "price-rumour"
    await carla.submit_modal(shown, values)
    assert "nothing was changed" in text(card)
    again = await carla.click(card, label="Edit…")
    new = values | {"answer": "Nobody knows; a blog guessed 50,000 euros."}
    await carla.submit_modal(again, new)
    assert "The entry was changed" in text(card)
    answer = await ask(world, world.bob, "What will the Bolt cost?")
    assert "Nobody knows; a blog guessed" in text(answer)
    assert await world.store.proposals.waiting(world.guild.id) == ()
    await carla.click(card, label="Undo")
    answer = await ask(world, world.bob, "What will the Bolt cost?")
    assert "Nobody knows" not in text(answer)


async def test_a_report_that_another_curator_dealt_with(world: World) -> None:
    await live(world)
    carla = curator(world)
    answer = await ask(world, world.alice, "What will the Bolt cost?")
    await world.bob.click(answer, label="Outdated")
    [report] = await world.store.proposals.waiting(world.guild.id)
    card = await opened(world, carla)
    await carla.select(card, [str(report.id)], custom_id=custom_id(card, "pick_proposal"))
    await world.store.proposals.reject(report.id, by=1, at=1)
    await carla.click(card, label="Still right (reviewed)")
    assert "Somebody was faster" in text(card)
    assert await world.store.proposals.standing() == ()


async def test_what_was_typed_is_not_lost_to_a_faster_curator(world: World) -> None:
    await live(world)
    carla = curator(world)
    answer = await ask(world, world.alice, "What will the Bolt cost?")
    await world.bob.click(answer, label="Outdated")
    [report] = await world.store.proposals.waiting(world.guild.id)
    card = await opened(world, carla)
    await carla.select(card, [str(report.id)], custom_id=custom_id(card, "pick_proposal"))
    shown = await carla.click(card, custom_id=custom_id(card, "change"))
    await world.store.proposals.reject(report.id, by=1, at=1)
    typed = {"question": "Price?", "answer": "Nobody knows.", "facts": "price-rumour"}
    await carla.submit_modal(shown, typed)
    assert "Somebody was faster" in text(card)
    assert "Nobody knows." in text(card)
    assert await world.store.proposals.standing() == ()


@pytest.mark.parametrize("action", ["cur:alias:x:y", "cur:nothing", "cur:undo:99", "cur:new:odd:1"])
async def test_a_control_that_stands_for_nothing(world: World, action: str) -> None:
    from bot.discord_app.cards import note_card
    from bot.discord_app.curate_controls import Control, CurateButton

    carla = curator(world)
    control = Control.read(action)
    assert control is not None
    channel = world.bot.get_channel(world.channel.id)
    await channel.send(view=note_card("old", CurateButton.of(control, "Old")))  # type: ignore[union-attr]
    result = await carla.click(world.replies()[-1], label="Old")
    shown = text(result.response) if result.response else ""
    assert "no longer" in shown + text(world.replies()[-1])


async def test_all_that_is_sent_is_as_discord_describes_it(world: World) -> None:
    await live(world)
    carla = curator(world)
    card = await first_page(world, carla)
    await filled(carla, card, "other", {"find": "power"})
    card = await opened(world, carla)
    place = world.bot.library.reference_of("price-rumour", "small")
    await carla.select(card, [place], custom_id=custom_id(card, "pick_due"))
    await filled(
        carla,
        card,
        "status",
        {"fact": ["price-rumour"], "status": ["reported"]},
    )
    [cluster] = await world.store.questions.queue(world.guild.id)
    card = await cluster_page(world, carla, cluster.id)
    await filled(carla, card, "new:fact", FACT)
    await carla.slash(world.channel, "history")
    await world.alice.slash(world.channel, "suggest")
    assert undescribed(world.env) == []
