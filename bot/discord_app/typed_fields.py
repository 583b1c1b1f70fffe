"""What curators type into the few fields of a form, read forgivingly: names, lists and sources."""

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.knowledge.folding import fold
from bot.knowledge.model import WEB_ADDRESS, Attribute, Entity, Pack, SourceKind, Status
from bot.knowledge.problems import near, shown

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ISO = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
_DOTTED = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_LABELLED = re.compile(r"\s*([A-Za-z ]{2,12})\s*[:=]\s*(.+)")
_LABELS = {
    "url": "url",
    "link": "url",
    "outlet": "outlet",
    "publisher": "outlet",
    "title": "title",
    "date": "published",
    "published": "published",
    "says": "says",
    "said by": "said_by",
    "by": "said_by",
    "as of": "as_of",
    "since": "as_of",
    "status": "status",
    "kind": "kind",
    "value": "value",
    "unit": "unit",
    "period": "period",
}
_BETWEEN = re.compile(r"\s*(?:[:;,/|–—]|\s-\s)\s*")
_ID_WORDS = 7


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong in which field: the key of a text of ours with its values, or a sentence."""

    field: str
    key: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True, slots=True)
class SourceTyped:
    """A source as it was typed: `known` is one that the pack has, `new` the values of another.

    `rest` is what else the lines say: `said_by`, `as_of`, `status`, `says`, `value`, …
    """

    known: str = ""
    new: Mapping[str, object] = dataclasses.field(default_factory=dict)
    rest: Mapping[str, str] = dataclasses.field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()

    @property
    def id(self) -> str:
        """The id of the source, known or new."""
        return self.known or str(self.new.get("id", ""))


def new_id(text: str, taken: Collection[str]) -> str:
    """Return an id made of a text's first words that nothing has yet."""
    words = re.findall(r"[a-z0-9]+", fold(text).encode("ascii", "ignore").decode())
    base = "-".join(words[:_ID_WORDS])[:60].strip("-") or "new"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def read_about(typed: str, pack: Pack) -> tuple[str, str, tuple[Complaint, ...]]:
    """Return the ids of the entity and the attribute that "Acme: price" names."""
    parts = _BETWEEN.split(typed.strip(), maxsplit=1)
    splits = [tuple(parts)] if len(parts) > 1 else _cuts(typed.split())
    entities, attributes = _entities(pack), _attributes(pack)
    for subject, attribute in splits:
        if fold(subject) in entities and fold(attribute) in attributes:
            return entities[fold(subject)], attributes[fold(attribute)], ()
    subject, attribute = splits[0] if splits else (typed, "")
    found = entities.get(fold(subject), "")
    complaints = []
    if not found:
        complaints.append(_unknown("about", "curate_no_entity", subject, pack.entities.values()))
    if fold(attribute) not in attributes:
        known = pack.attributes.values()
        complaints.append(_unknown("about", "curate_no_attribute", attribute, known))
    return found, attributes.get(fold(attribute), ""), tuple(complaints)


def read_facts(typed: str, pack: Pack) -> tuple[tuple[str, ...], tuple[Complaint, ...]]:
    """Return the facts that are named, by id, by commas or lines."""
    names = [one.strip(" {}\t") for one in re.split(r"[,;\n]", typed)]
    found, complaints = [], []
    for name in filter(None, names):
        key = name.casefold().replace(" ", "-").replace("_", "-")
        if key in pack.facts:
            found.append(key)
            continue
        hint = near(key, pack.facts)
        values = {"typed": shown(name), "hint": hint}
        complaints.append(Complaint("facts", "curate_no_fact", values))
    return tuple(dict.fromkeys(found)), tuple(complaints)


def read_source(typed: str, pack: Pack, today: date, about: str, kind: str = "") -> SourceTyped:
    """Return the source that a few lines name: address, outlet, title and date, in any order.

    `about` is its title where none is typed. A line may also say "status: denied" and the like.
    """
    if typed.strip() in pack.sources:
        return SourceTyped(known=typed.strip())
    rest, loose = _lines(typed)
    address = rest.pop("url", "").rstrip(".,;")
    if address.casefold().startswith("www."):
        address = f"https://{address}"
    while not re.fullmatch(WEB_ADDRESS, address) and address.endswith((")", ">")):
        address = address[:-1].rstrip(".,;")  # it stood in brackets
    if not re.fullmatch(WEB_ADDRESS, address) or not _host(address):
        return SourceTyped(rest=rest, complaints=(Complaint("source", "curate_no_address"),))
    for known in pack.sources.values():
        if _same_page(known.url, address):
            return SourceTyped(known=known.id, rest=rest)
    host = _host(address)
    alike = next((one for one in pack.sources.values() if _host(one.url) == host), None)
    outlet = rest.pop("outlet", "") or (loose.pop(0) if loose else "")
    outlet = outlet or (alike.outlet if alike else host)
    title = rest.pop("title", "") or " ".join(loose) or about
    kind = kind or rest.pop("kind", "") or (alike.kind.value if alike else "")
    complaints = []
    if kind not in [one.value for one in SourceKind]:
        kinds = ", ".join(one.value for one in SourceKind)
        complaints.append(Complaint("source", "curate_no_kind", {"kinds": kinds}))
    new = {
        "id": new_id(f"{outlet} {title}", pack.sources),
        "title": title[:300],
        "outlet": outlet,
        "url": address,
        "published": rest.get("published"),
        "accessed": today.isoformat(),
        "language": alike.language if alike else pack.manifest.language,
        "kind": kind,
    }
    values = {key: value for key, value in new.items() if value}
    return SourceTyped(new=values, rest=rest, complaints=tuple(complaints))


def read_date(typed: str) -> str:
    """Return a date as packs have it, of what may be written 24.4.2025; else what was typed."""
    if found := _DOTTED.search(typed):
        day, month, year = found.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    found_iso = _ISO.search(typed)
    return found_iso[0] if found_iso else typed.strip()


def _lines(typed: str) -> tuple[dict[str, str], list[str]]:
    """Return what the lines are known to say, and the others."""
    known: dict[str, str] = {}
    loose: list[str] = []
    for written in typed.splitlines():
        line = written
        if address := _ADDRESS.search(line):
            known.setdefault("url", address[0])
            line = (line[: address.start()] + line[address.end() :]).strip(" ,;:()<>")
            if line.casefold() in _LABELS:
                continue
        labelled = _LABELLED.fullmatch(line)
        name = _LABELS.get(" ".join(labelled[1].casefold().split())) if labelled else None
        if labelled and name:
            value = labelled[2].strip()
            is_day = name in ("published", "as_of")
            known[name] = read_date(value) if is_day else value
            continue
        said = line.strip(" ,;").casefold()
        if said in [one.value for one in Status]:
            known["status"] = said
        elif said in [one.value for one in SourceKind]:
            known["kind"] = said
        elif said and (_ISO.fullmatch(said) or _DOTTED.fullmatch(said)):
            known["published"] = read_date(said)
        elif said:
            loose.append(line.strip(" ,;"))
    return known, loose


def _cuts(words: list[str]) -> list[tuple[str, ...]]:
    """Return the ways to cut words in two, the longest first part first."""
    places = range(len(words) - 1, 0, -1)
    return [(" ".join(words[:place]), " ".join(words[place:])) for place in places]


def _entities(pack: Pack) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in pack.entities.values():
        aliases = [alias for words in one.aliases.values() for alias in words]
        for name in (one.id, one.name, *aliases, *one.misspellings):
            found.setdefault(fold(name), one.id)
    return found


def _attributes(pack: Pack) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in pack.attributes.values():
        aliases = [alias for words in one.aliases.values() for alias in words]
        for name in (one.id, one.name, *aliases):
            found.setdefault(fold(name), one.id)
    return found


def _unknown(
    field: str, key: str, typed: str, known: Iterable[Entity] | Iterable[Attribute]
) -> Complaint:
    names = [one.name for one in known]
    hint = near(typed, names, least=45) or ", ".join(sorted(names)[:12])
    return Complaint(field, key, {"typed": shown(typed), "hint": hint})


def _host(address: str) -> str:
    """Return the site of an address; nothing where it names none that can be read."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _same_page(one: str, other: str) -> bool:
    if not _host(one) or _host(one) != _host(other):
        return False
    first, second = urlsplit(one), urlsplit(other)
    return (first.path.rstrip("/"), first.query) == (second.path.rstrip("/"), second.query)
