"""Scenarios, alone and beside each other.

By key; the texts are in the order of `LANGUAGES`.
"""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    # scenarios
    "scenario_open": ("Open", "Aperto", "Ouvert", "Offen", "Abierto"),
    "scenario_happened": (
        "It happened", "Si è avverato", "C'est arrivé", "Eingetreten", "Se cumplió",
    ),
    "scenario_ruled_out": ("Ruled out", "Escluso", "Exclu", "Ausgeschlossen", "Descartado"),
    "scenario_overtaken": (
        "Overtaken by events", "Superato dai fatti", "Dépassé par les faits",
        "Von den Ereignissen überholt", "Superado por los hechos",
    ),
    "scenario_standing": (
        "{state}, as of {date}", "{state}, al {date}", "{state}, au {date}",
        "{state}, Stand {date}", "{state}, a fecha de {date}",
    ),
    "scenario_short": (
        "Scenario “{title}”: {state}.", "Scenario «{title}»: {state}.",
        "Scénario « {title} » : {state}.", "Szenario „{title}“: {state}.",
        "Escenario «{title}»: {state}.",
    ),
    "scenario_for": ("For it:", "A favore:", "Pour :", "Dafür:", "A favor:"),
    "scenario_against": ("Against it:", "Contro:", "Contre :", "Dagegen:", "En contra:"),
    "scenario_settled_by": (
        "What would settle it:", "Che cosa lo deciderebbe:", "Ce qui trancherait :",
        "Was es entscheiden würde:", "Qué lo decidiría:",
    ),
    "scenario_judged_by": (
        "What it was to be judged by:", "Da che cosa si doveva giudicare:",
        "Ce qui devait trancher :", "Woran es zu messen war:", "Qué debía decidirlo:",
    ),
    "scenario_watch": (
        "What to watch:", "Che cosa osservare:", "À surveiller :", "Worauf zu achten ist:",
        "Qué hay que observar:",
    ),
    "scenario_deadline": (
        "To be decided by {date}.", "Da decidere entro il {date}.", "À trancher d'ici : {date}.",
        "Zu entscheiden bis {date}.", "Se decidirá antes de: {date}.",
    ),
    "more": (
        "and {count} more", "e altri {count}", "et {count} de plus", "und {count} weitere",
        "y {count} más",
    ),
    # scenarios beside each other
    "no_odds": (
        "Nobody can say what is likelier; this is what speaks for and against each:",
        "Nessuno può dire che cosa sia più probabile; ecco che cosa parla a favore e contro:",
        "Nul ne peut dire ce qui est le plus probable ; voici ce qui plaide pour et contre :",
        "Was wahrscheinlicher ist, kann niemand sagen; dies spricht jeweils dafür und dagegen:",
        "Nadie puede decir qué es más probable; esto habla a favor y en contra de cada uno:",
    ),
    "side_title": (
        "“{title}”: {state}", "«{title}»: {state}", "« {title} » : {state}", "„{title}“: {state}",
        "«{title}»: {state}",
    ),
    "side_for": (
        "- For it: {pieces}, {sources}. {said}", "- A favore: {pieces}, {sources}. {said}",
        "- Pour : {pieces}, {sources}. {said}", "- Dafür: {pieces}, {sources}. {said}",
        "- A favor: {pieces}, {sources}. {said}",
    ),
    "side_against": (
        "- Against it: {pieces}, {sources}. {said}", "- Contro: {pieces}, {sources}. {said}",
        "- Contre : {pieces}, {sources}. {said}", "- Dagegen: {pieces}, {sources}. {said}",
        "- En contra: {pieces}, {sources}. {said}",
    ),
    "pieces": (
        "{count} pieces of evidence", "{count} elementi", "{count} éléments", "{count} Belege",
        "{count} indicios",
    ),
    "pieces_one": (
        "one piece of evidence", "un elemento", "un élément", "ein Beleg", "un indicio",
    ),
}  # fmt: skip
