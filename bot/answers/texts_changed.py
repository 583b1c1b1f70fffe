"""What changed since an earlier answer.

By key; the texts are in the order of `LANGUAGES`.
"""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    "now_standing": (
        "Now {standing} (was: {was})", "Ora {standing} (prima: {was})",
        "Désormais {standing} (auparavant : {was})", "Jetzt {standing} (vorher: {was})",
        "Ahora {standing} (antes: {was})",
    ),
    "now_superseded": (
        "Now out of date (was: {was})", "Non più attuale (prima: {was})",
        "Désormais dépassé (auparavant : {was})", "Jetzt überholt (vorher: {was})",
        "Ya no es actual (antes: {was})",
    ),
    "now_superseded_by": (
        "Now out of date (was: {was}). In its place: {statement}",
        "Non più attuale (prima: {was}). Al suo posto: {statement}",
        "Désormais dépassé (auparavant : {was}). À la place : {statement}",
        "Jetzt überholt (vorher: {was}). Stattdessen: {statement}",
        "Ya no es actual (antes: {was}). En su lugar: {statement}",
    ),
    "now_value": (
        "Now {value} (was: {was})", "Ora {value} (prima: {was})",
        "Désormais {value} (auparavant : {was})", "Jetzt {value} (vorher: {was})",
        "Ahora {value} (antes: {was})",
    ),
    "now_said": (
        "Corrected: {statement}", "Corretto: {statement}", "Corrigé : {statement}",
        "Berichtigt: {statement}", "Corregido: {statement}",
    ),
    "now_as_of": (
        "Now as of {date} (was: {was})", "Ora al {date} (prima: {was})",
        "Désormais au {date} (auparavant : {was})", "Jetzt Stand {date} (vorher: {was})",
        "Ahora a fecha de {date} (antes: {was})",
    ),
    "now_disputed": (
        "Sources disagree on this now: {statement}",
        "Ora le fonti non concordano su questo: {statement}",
        "Les sources divergent désormais là-dessus : {statement}",
        "Hierzu widersprechen sich die Quellen jetzt: {statement}",
        "Ahora las fuentes no coinciden en esto: {statement}",
    ),
    "now_new": (
        "New: {statement}", "Novità: {statement}", "Nouveau : {statement}", "Neu: {statement}",
        "Nuevo: {statement}",
    ),
    "now_withdrawn": (
        "Withdrawn: {statement}", "Ritirato: {statement}", "Retiré : {statement}",
        "Zurückgezogen: {statement}", "Retirado: {statement}",
    ),
    "now_entry": (
        "The answer was revised: {question}", "La risposta è stata rivista: {question}",
        "La réponse a été revue : {question}", "Die Antwort wurde überarbeitet: {question}",
        "La respuesta se ha revisado: {question}",
    ),
    "now_scenario": (
        "Scenario “{title}”: {state} (was: {was})", "Scenario «{title}»: {state} (prima: {was})",
        "Scénario « {title} » : {state} (auparavant : {was})",
        "Szenario „{title}“: {state} (vorher: {was})",
        "Escenario «{title}»: {state} (antes: {was})",
    ),
    "now_scenario_said": (
        "The scenario was revised: {title}", "Lo scenario è stato rivisto: {title}",
        "Le scénario a été revu : {title}", "Das Szenario wurde überarbeitet: {title}",
        "El escenario se ha revisado: {title}",
    ),
}  # fmt: skip
