"""The HTTP side of the stand-in: the routes that a bot like ours uses, as strict as Discord's."""

import re
from collections.abc import Callable
from typing import Any

from tests.discord_app.loopback import payloads, strict
from tests.discord_app.loopback.payloads import Payload
from tests.discord_app.loopback.world import UNKNOWN_MESSAGE, Interaction, RefusedError, World

# So long after its creation an interaction may be acknowledged, and then be followed up.
ACKNOWLEDGE_WITHIN, FOLLOW_UP_WITHIN = 3.0, 15 * 60.0

UNKNOWN_USER, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10013, 10015, 10062
NOT_THE_AUTHOR, ALREADY_ACKNOWLEDGED = 50005, 40060
_PONG, _MESSAGE, _DEFER, _DEFER_EDIT, _EDIT, _CHOICES, _MODAL = 1, 4, 5, 6, 7, 8, 9


Handler = Callable[..., Any]
_ROUTES: list[tuple[str, str, re.Pattern[str], Handler]] = []


def _route(method: str, template: str) -> Callable[[Handler], Handler]:
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)

    def register(handler: Handler) -> Handler:
        _ROUTES.append((method, template, re.compile(pattern), handler))
        return handler

    return register


def route_of(method: str, path: str) -> tuple[str, dict[str, str], Handler] | None:
    """Return the template, the values in the path and the handler of a request."""
    for known, template, pattern, handler in _ROUTES:
        match = pattern.fullmatch(path) if known == method else None
        if match:
            return template, match.groupdict(), handler
    return None


def _accept(refusals: list[strict.Refusal]) -> None:
    if refusals:
        raise RefusedError(400, refusals[0][0], "; ".join(sentence for _, sentence in refusals))


# -- who we are -------------------------------------------------------------------------------


@_route("GET", "/users/@me")
def _me(_world: World, _body: Any, **_: str) -> Payload:
    return payloads.own_user()


@_route("GET", "/oauth2/applications/@me")
@_route("GET", "/applications/@me")
def _application(_world: World, _body: Any, **_: str) -> Payload:
    return payloads.application()


@_route("GET", "/gateway/bot")
def _gateway(world: World, _body: Any, **_: str) -> Payload:
    return {
        "url": world.gateway_url,
        "shards": world.shards,
        "session_start_limit": world.session_start_limit,
    }


@_route("GET", "/users/{user_id}")
def _user(world: World, _body: Any, *, user_id: str, **_: str) -> Payload:
    if user_id not in world.users:
        raise RefusedError(404, UNKNOWN_USER, "Unknown User")
    return world.users[user_id]


@_route("POST", "/users/@me/channels")
def _open_direct(world: World, body: Any, **_: str) -> Payload:
    channel = str(int(body["recipient_id"]) + 1)
    world.direct.add(channel)
    recipient = world.users.get(body["recipient_id"]) or payloads.user(int(body["recipient_id"]))
    return {"id": channel, "type": 1, "recipients": [recipient], "last_message_id": None}


# -- commands ---------------------------------------------------------------------------------


@_route("GET", "/applications/{application_id}/commands")
def _commands(world: World, _body: Any, **_: str) -> list[Payload]:
    return world.commands


@_route("PUT", "/applications/{application_id}/commands")
def _sync(world: World, body: Any, **_: str) -> list[Payload]:
    _accept(strict.command_refusals(body))
    known = {(one["type"], one["name"]): one["id"] for one in world.commands}
    world.commands = [
        {
            "description": "",
            "options": [],
            "default_member_permissions": None,
            **one,
            "id": known.get((one.get("type", 1), one["name"])) or str(next(world.ids)),
            "application_id": str(payloads.APPLICATION_ID),
            "type": one.get("type", 1),
            "version": str(next(world.ids)),
        }
        for one in body
    ]
    return world.commands


# -- channels and messages --------------------------------------------------------------------


@_route("GET", "/channels/{channel_id}")
def _channel(world: World, _body: Any, *, channel_id: str, **_: str) -> Payload:
    guild_id = world.guild_of(channel_id)
    if guild_id is None:
        return {"id": channel_id, "type": 1, "recipients": [payloads.user()]}
    return {**payloads.channel(int(channel_id)), "guild_id": guild_id}


@_route("POST", "/channels/{channel_id}/messages")
def _send(world: World, body: Any, *, channel_id: str, **_: str) -> Payload:
    world.guild_of(channel_id)
    refusals = strict.message_refusals(body)
    reference = body.get("message_reference")
    extra: Payload = {}
    if reference:
        answered = world.messages.get(str(reference["message_id"]))
        if answered is not None:
            extra = {"type": 19, "message_reference": reference, "referenced_message": answered}
        elif reference.get("fail_if_not_exists", True):
            refusals.append((strict.INVALID_FORM, "message_reference: Unknown message"))
    _accept(refusals)
    nonce = str(body.get("nonce") or "") if body.get("enforce_nonce") else ""
    sent = world.sent_before(channel_id, nonce) if nonce else None
    if sent is None:
        sent = world.add(channel_id, payloads.own_user(), body, **extra)
        if nonce:
            world.nonces[channel_id, nonce] = sent["id"], world.clock()
    return {**sent, "nonce": nonce} if nonce else sent


@_route("GET", "/channels/{channel_id}/messages/{message_id}")
def _read(world: World, _body: Any, *, channel_id: str, message_id: str, **_: str) -> Payload:
    return world.message(channel_id, message_id)


@_route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def _edit(world: World, body: Any, *, channel_id: str, message_id: str, **_: str) -> Payload:
    message = world.message(channel_id, message_id)
    if message["author"]["id"] != str(payloads.APPLICATION_ID):
        raise RefusedError(403, NOT_THE_AUTHOR, "Cannot edit a message authored by another user")
    _accept(strict.message_refusals(_with_flags(message, body), editing=True))
    return world.change(message, body)


@_route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def _delete(world: World, _body: Any, *, channel_id: str, message_id: str, **_: str) -> None:
    world.message(channel_id, message_id)
    del world.messages[message_id]


@_route("POST", "/channels/{channel_id}/typing")
def _typing(world: World, _body: Any, *, channel_id: str, **_: str) -> None:
    world.guild_of(channel_id)


# -- interactions -----------------------------------------------------------------------------


@_route("POST", "/interactions/{interaction_id}/{token}/callback")
def _acknowledge(
    world: World, body: Any, *, interaction_id: str, token: str, **query: str
) -> Payload | None:
    one = world.interactions.get(token)
    late = one is not None and world.clock() - one.created > ACKNOWLEDGE_WITHIN
    if one is None or late or one.payload["id"] != interaction_id:
        raise RefusedError(404, UNKNOWN_INTERACTION, "Unknown interaction")
    if one.kind is not None:
        raise RefusedError(400, ALREADY_ACKNOWLEDGED, "Interaction has already been acknowledged.")
    kind, data = body["type"], body.get("data") or {}
    if (kind == _CHOICES) != (one.payload["type"] == 4):
        raise RefusedError(400, strict.INVALID_FORM, f"no reply of type {kind} to this interaction")
    if kind in (_MESSAGE, _EDIT):
        _accept(strict.message_refusals(data, editing=kind == _EDIT))
    elif kind == _CHOICES:
        _accept(strict.choice_refusals(data))
    elif kind == _MODAL:
        _accept(strict.modal_refusals(data))
    one.kind = kind
    channel_id = one.payload["channel_id"]
    message: Payload | None = None
    if kind in (_MESSAGE, _DEFER):
        message = world.add(channel_id, payloads.own_user(), data)
    elif kind in (_EDIT, _DEFER_EDIT) and "message" in one.payload:
        message = world.messages.setdefault(one.payload["message"]["id"], one.payload["message"])
        world.change(message, data)
    one.message = message["id"] if message else None
    if query.get("with_response", "").lower() not in ("1", "true"):
        return None
    told: Payload = {"interaction": {"id": interaction_id, "type": one.payload["type"]}}
    if message is not None:
        told["interaction"]["response_message_id"] = message["id"]
        if kind in (_MESSAGE, _EDIT):
            told["resource"] = {"type": kind, "message": message}
    return told


@_route("POST", "/webhooks/{application_id}/{token}")
def _follow_up(world: World, body: Any, *, token: str, **_: str) -> Payload:
    one = _acknowledged(world, token)
    _accept(strict.message_refusals(body))
    if one.kind == _DEFER and one.message is not None:
        # The first follow-up takes the place of "thinking …".
        waiting = world.messages[one.message]
        if not (waiting["content"] or waiting["components"] or waiting["embeds"]):
            return world.change(waiting, body)
    return world.add(one.payload["channel_id"], payloads.own_user(), body)


@_route("GET", "/webhooks/{application_id}/{token}/messages/{message_id}")
def _follow_up_read(world: World, _body: Any, *, token: str, message_id: str, **_: str) -> Payload:
    return _follow_up_message(world, token, message_id)


@_route("PATCH", "/webhooks/{application_id}/{token}/messages/{message_id}")
def _follow_up_edit(world: World, body: Any, *, token: str, message_id: str, **_: str) -> Payload:
    message = _follow_up_message(world, token, message_id)
    _accept(strict.message_refusals(_with_flags(message, body), editing=True))
    return world.change(message, body)


@_route("DELETE", "/webhooks/{application_id}/{token}/messages/{message_id}")
def _follow_up_delete(world: World, _body: Any, *, token: str, message_id: str, **_: str) -> None:
    del world.messages[_follow_up_message(world, token, message_id)["id"]]


def _acknowledged(world: World, token: str) -> Interaction:
    one = world.interactions.get(token)
    if one is None or one.kind is None or world.clock() - one.created > FOLLOW_UP_WITHIN:
        raise RefusedError(404, UNKNOWN_WEBHOOK, "Unknown Webhook")
    return one


def _follow_up_message(world: World, token: str, message_id: str) -> Payload:
    one = _acknowledged(world, token)
    wanted = one.message if message_id == "@original" else message_id
    found = world.messages.get(wanted or "")
    if found is None:
        raise RefusedError(404, UNKNOWN_MESSAGE, "Unknown Message")
    return found


def _with_flags(message: Payload, body: Payload) -> Payload:
    """Return an edit with the flags that the message keeps."""
    return {**body, "flags": (body.get("flags") or 0) | message["flags"]}
