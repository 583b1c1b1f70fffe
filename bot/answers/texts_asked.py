"""What is asked of the answer before or of a day, and what follows from several facts.

By key; the texts are in the order of `LANGUAGES`.
"""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    # asked about the answer before
    "says_sources": (
        "What the sources say ({count} independent of each other):",
        "Che cosa dicono le fonti ({count} indipendenti tra loro):",
        "Ce que disent les sources ({count} indépendantes entre elles) :",
        "Was die Quellen sagen ({count} voneinander unabhängige):",
        "Lo que dicen las fuentes ({count} independientes entre sí):",
    ),
    "says_sources_one": (
        "It goes back to one source:", "Risale a una sola fonte:",
        "Cela remonte à une seule source :",
        "Es geht auf eine Quelle zurück:", "Se remonta a una sola fuente:",
    ),
    "no_sources_for_that": (
        "No source is cited for that.", "Per questo non è citata alcuna fonte.",
        "Aucune source n'est citée pour cela.", "Dafür ist keine Quelle genannt.",
        "Para eso no se cita ninguna fuente.",
    ),
    "counted": (
        "{count} independent sources", "{count} fonti indipendenti",
        "{count} sources indépendantes", "{count} unabhängige Quellen",
        "{count} fuentes independientes",
    ),
    "counted_one": (
        "one source", "una sola fonte", "une seule source", "eine Quelle", "una sola fuente",
    ),
    "is_confirmed": (
        "Yes, that is confirmed.", "Sì, è confermato.", "Oui, c'est confirmé.",
        "Ja, das ist bestätigt.", "Sí, está confirmado.",
    ),
    "is_reported": (
        "That is reported, but not confirmed by those concerned.",
        "È riportato, ma non confermato dagli interessati.",
        "C'est rapporté, mais pas confirmé par les intéressés.",
        "Das wird berichtet, ist aber von den Beteiligten nicht bestätigt.",
        "Se ha publicado, pero los implicados no lo han confirmado.",
    ),
    "is_rumour": (
        "That is a rumour.", "È una voce.", "C'est une rumeur.", "Das ist ein Gerücht.",
        "Es un rumor.",
    ),
    "is_speculation": (
        "That is speculation.", "È un'ipotesi.", "C'est une spéculation.",
        "Das ist Spekulation.", "Es una especulación.",
    ),
    "is_opinion": (
        "That is an opinion.", "È un'opinione.", "C'est une opinion.", "Das ist eine Meinung.",
        "Es una opinión.",
    ),
    "is_denied": (
        "No, that is denied.", "No, è smentito.", "Non, c'est démenti.",
        "Nein, das ist dementiert.", "No, está desmentido.",
    ),
    "is_superseded": (
        "Not any more: that is out of date.", "Non più: è superato.",
        "Plus maintenant : c'est dépassé.",
        "Nicht mehr: das ist überholt.", "Ya no: está superado.",
    ),
    "dated": (
        "That is from {date}.", "Risale al {date}.", "Cela date de : {date}.",
        "Das ist vom Stand {date}.", "Eso es de: {date}.",
    ),
    "all_there_is": (
        "This is all I have on that:", "Questo è tutto ciò che ho:",
        "Voici tout ce que j'ai là-dessus :",
        "Das ist alles, was ich dazu habe:", "Esto es todo lo que tengo sobre eso:",
    ),
    # what was known, what is new, and how long ago
    "known_on_head": (
        "What was known on {date}, the latest first:",
        "Che cosa si sapeva il {date}, prima le notizie più recenti:",
        "Ce que l'on savait le {date}, le plus récent d'abord :",
        "Was am {date} bekannt war, das Neueste zuerst:",
        "Lo que se sabía el {date}, primero lo más reciente:",
    ),
    "changed_since_then": (
        "Since then: statements of these that changed standing: {changed}; new facts: {newer}.",
        "Da allora: affermazioni che hanno cambiato stato: {changed}; fatti nuovi: {newer}.",
        "Depuis : affirmations ci-dessus au statut changé : {changed} ; faits nouveaux : {newer}.",
        "Seither: Aussagen hiervon mit anderem Stand: {changed}; neue Fakten: {newer}.",
        "Desde entonces: afirmaciones de estas que cambiaron: {changed}; hechos nuevos: {newer}.",
    ),
    "new_since_head": (
        "New since {date} (facts in all: {count}), the latest first:",
        "Novità dal {date} (fatti in tutto: {count}), prima le più recenti:",
        "Nouveau depuis {date} (faits en tout : {count}), le plus récent d'abord :",
        "Neu seit {date} (Fakten insgesamt: {count}), das Neueste zuerst:",
        "Novedades desde {date} (hechos en total: {count}), primero lo más reciente:",
    ),
    "nothing_since": (
        "I hold nothing that is newer than {date}.", "Non ho nulla di più recente del {date}.",
        "Je n'ai rien de plus récent que : {date}.", "Ich habe nichts, das neuer ist als {date}.",
        "No tengo nada más reciente que {date}.",
    ),
    "ago_day": (
        "{number} days ago", "{number} giorni fa", "il y a {number} jours", "vor {number} Tagen",
        "hace {number} días",
    ),
    "ago_month": (
        "{number} months ago", "{number} mesi fa", "il y a {number} mois", "vor {number} Monaten",
        "hace {number} meses",
    ),
    "ago_year": (
        "{number} years ago", "{number} anni fa", "il y a {number} ans", "vor {number} Jahren",
        "hace {number} años",
    ),
    "ago_day_one": (
        "one day ago", "un giorno fa", "il y a un jour", "vor einem Tag", "hace un día",
    ),
    "ago_day_none": ("today", "oggi", "aujourd'hui", "heute", "hoy"),
    "ago_month_one": (
        "one month ago", "un mese fa", "il y a un mois", "vor einem Monat", "hace un mes",
    ),
    "ago_month_none": ("this month", "questo mese", "ce mois-ci", "in diesem Monat", "este mes"),
    "ago_year_one": ("one year ago", "un anno fa", "il y a un an", "vor einem Jahr", "hace un año"),
    "ago_year_none": ("this year", "quest'anno", "cette année", "in diesem Jahr", "este año"),
    "ago_line": (
        "{date}: {ago}.", "{date}: {ago}.", "{date} : {ago}.", "{date}: {ago}.", "{date}: {ago}.",
    ),
    # several facts
    "difference": (
        "Difference: {difference}.", "Differenza: {difference}.", "Écart : {difference}.",
        "Unterschied: {difference}.", "Diferencia: {difference}.",
    ),
    "difference_ratio": (
        "Difference: {difference}, a factor of {ratio}.",
        "Differenza: {difference}, un fattore di {ratio}.",
        "Écart : {difference}, un facteur de {ratio}.",
        "Unterschied: {difference}, ein Faktor von {ratio}.",
        "Diferencia: {difference}, un factor de {ratio}.",
    ),
    "points": (
        "{number} percentage points", "{number} punti percentuali",
        "{number} points de pourcentage", "{number} Prozentpunkte", "{number} puntos porcentuales",
    ),
}  # fmt: skip
