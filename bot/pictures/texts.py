"""The fixed texts of pictures and of their renderings as text, by key and language."""

from collections.abc import Mapping

from bot.answers.texts import by_language, text_of

# key: the texts in the order of LANGUAGES.
_TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    "timeline": ("Timeline", "Cronologia", "Chronologie", "Zeitleiste", "Cronología"),
    "board": ("Scenarios", "Scenari", "Scénarios", "Szenarien", "Escenarios"),
    "as_of": (
        "as of {date}", "aggiornato al {date}", "à jour au {date}", "Stand {date}",
        "actualizado a {date}",
    ),
    "since": ("from {date}", "dal {date}", "depuis {date}", "ab {date}", "desde {date}"),
    "until": ("until {date}", "fino al {date}", "jusqu'à {date}", "bis {date}", "hasta {date}"),
    "facts_one": ("1 fact", "1 fatto", "1 fait", "1 Fakt", "1 hecho"),
    "facts": (
        "{count} facts", "{count} fatti", "{count} faits", "{count} Fakten", "{count} hechos",
    ),
    "facts_of": (
        "{count} of {total} facts", "{count} di {total} fatti", "{count} faits sur {total}",
        "{count} von {total} Fakten", "{count} de {total} hechos",
    ),
    "scenarios_of": (
        "{count} of {total} scenarios", "{count} di {total} scenari",
        "{count} scénarios sur {total}", "{count} von {total} Szenarien",
        "{count} de {total} escenarios",
    ),
    "sources_none": (
        "no source", "nessuna fonte", "aucune source", "keine Quelle", "ninguna fuente",
    ),
    "sources_one": ("1 source", "1 fonte", "1 source", "1 Quelle", "1 fuente"),
    "sources": (
        "{count} sources", "{count} fonti", "{count} sources", "{count} Quellen",
        "{count} fuentes",
    ),
    "counted": (
        "Sources are independent ones: rewrites of one report count once.",
        "Le fonti sono indipendenti: le riscritture di un articolo contano una volta.",
        "Les sources sont indépendantes : les reprises d'un article comptent une fois.",
        "Gezählt sind unabhängige Quellen: Abschriften eines Berichts zählen einmal.",
        "Las fuentes son independientes: las copias de una noticia cuentan una vez.",
    ),
    # the commands and options as Discord shows them in each language
    "left_out": (
        "+{count} more: /timeline from:… to:…", "+{count} altri: /cronologia dal:… al:…",
        "+{count} de plus : /chronologie du:… au:…", "+{count} weitere: /zeitleiste von:… bis:…",
        "+{count} más: /cronología desde:… hasta:…",
    ),
    "left_out_scenarios": (
        "+{count} more: /scenarios", "+{count} altri: /scenari", "+{count} de plus : /scénarios",
        "+{count} weitere: /szenarien", "+{count} más: /escenarios",
    ),
    "nothing": (
        "Nothing is dated so.", "Non c'è nulla in queste date.", "Rien à ces dates.",
        "Zu dieser Zeit liegt nichts vor.", "No hay nada en esas fechas.",
    ),
    "version": (
        "version {version}", "versione {version}", "version {version}", "Version {version}",
        "versión {version}",
    ),
    # how firm a fact is
    "status_confirmed": ("Confirmed", "Confermato", "Confirmé", "Bestätigt", "Confirmado"),
    "status_reported": ("Reported", "Riportato", "Rapporté", "Berichtet", "Publicado"),
    "status_rumour": ("Rumour", "Voce", "Rumeur", "Gerücht", "Rumor"),
    "status_speculation": (
        "Speculation", "Ipotesi", "Spéculation", "Spekulation", "Especulación",
    ),
    "status_denied": ("Denied", "Smentito", "Démenti", "Dementiert", "Desmentido"),
    "status_superseded": ("Out of date", "Superato", "Dépassé", "Überholt", "Superado"),
    "status_opinion": ("Opinion", "Opinione", "Opinion", "Meinung", "Opinión"),
    # where a scenario stands
    "status_open": ("Open", "Aperto", "Ouvert", "Offen", "Abierto"),
    "status_happened": ("It happened", "Si è avverato", "C'est arrivé", "Eingetreten",
                        "Se cumplió"),
    "status_ruled_out": ("Ruled out", "Escluso", "Exclu", "Ausgeschlossen", "Descartado"),
    "status_overtaken": (
        "Overtaken by events", "Superato dai fatti", "Dépassé par les faits",
        "Von den Ereignissen überholt", "Superado por los hechos",
    ),
    "side_for": ("For it", "A favore", "Pour", "Dafür", "A favor"),
    "side_against": ("Against it", "Contro", "Contre", "Dagegen", "En contra"),
    "side_claim": ("The claim", "La tesi", "La thèse", "Die These", "La tesis"),
    "settled_by": (
        "What would settle it", "Che cosa lo deciderebbe", "Ce qui trancherait",
        "Was es entscheiden würde", "Qué lo decidiría",
    ),
    "judged_by": (
        "What it was to be judged by", "Da che cosa si doveva giudicare", "Ce qui devait trancher",
        "Woran es zu messen war", "Qué debía decidirlo",
    ),
    "more": (
        "and {count} more", "e altri {count}", "et {count} de plus", "und {count} weitere",
        "y {count} más",
    ),
    "deadline": (
        "To be decided by {date}", "Da decidere entro il {date}", "À trancher d'ici : {date}",
        "Zu entscheiden bis {date}", "Se decidirá antes de: {date}",
    ),
    "no_deadline": (
        "No deadline", "Nessuna scadenza", "Sans échéance", "Keine Frist", "Sin fecha límite",
    ),
    "last": (
        "Last change", "Ultima novità", "Dernier changement", "Zuletzt", "Último cambio",
    ),
}  # fmt: skip

TEXTS = by_language(_TABLE)


def text(key: str, language: str, /, **values: object) -> str:
    """Return a text of a picture, as `text_of` does."""
    return text_of(TEXTS[key], language, **values)


def status_word(status: str, language: str) -> str:
    """Return the word for the status of a fact or a scenario."""
    return text(f"status_{status.replace(' ', '_')}", language)


def sources_word(count: int, language: str) -> str:
    """Return how many sources: no source, 1 source, 3 sources."""
    key = {0: "sources_none", 1: "sources_one"}.get(count, "sources")
    return text(key, language, count=count)


def facts_word(shown: int, total: int, language: str) -> str:
    """Return how many facts are shown, and of how many where some are not."""
    if shown < total:
        return text("facts_of", language, count=shown, total=total)
    return text("facts_one" if total == 1 else "facts", language, count=total)
