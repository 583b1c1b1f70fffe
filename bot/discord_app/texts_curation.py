"""Fixed texts for those who keep the knowledge: reading it anew, and what is wrong with it."""

from collections.abc import Mapping

_CODES = ("en", "it", "fr", "de", "es")


def _all(*texts: str) -> Mapping[str, str]:
    return dict(zip(_CODES, texts, strict=True))


TEXTS: Mapping[str, Mapping[str, str]] = {
    "reload_name": _all("reload", "ricarica", "recharger", "neuladen", "recargar"),
    "reload_about": _all(
        "Read the knowledge anew (for curators)",
        "Rileggi le conoscenze (per curatori)",
        "Relire les connaissances (pour les curateurs)",
        "Das Wissen neu einlesen (für Kuratoren)",
        "Volver a leer los conocimientos (para curadores)",
    ),
    "curators_only": _all(
        "Only curators of this server can do that. Who is one is chosen with /settings.",
        "Solo i curatori di questo server possono farlo. Si scelgono con /settings.",
        "Seuls les curateurs de ce serveur peuvent le faire. On les choisit avec /settings.",
        "Das können nur die Kuratoren dieses Servers. Wer das ist, legt /settings fest.",
        "Solo pueden hacerlo los curadores de este servidor. Se eligen con /settings.",
    ),
    "reload_impossible": _all(
        "This bot was started without a way to read its files anew.",
        "Questo bot è stato avviato senza la possibilità di rileggere i suoi file.",
        "Ce bot a été démarré sans moyen de relire ses fichiers.",
        "Dieser Bot wurde ohne die Möglichkeit gestartet, seine Dateien neu einzulesen.",
        "Este bot se inició sin la posibilidad de volver a leer sus archivos.",
    ),
    "reload_changed": _all(
        "Read anew; from now on I answer from these:",
        "Riletto; d'ora in poi rispondo da queste:",
        "Relu ; je réponds désormais à partir de ceci :",
        "Neu eingelesen; ab jetzt antworte ich hieraus:",
        "Leído de nuevo; desde ahora respondo con esto:",
    ),
    "reload_pack": _all(
        "- “{title}”: version {before} → {now}",
        "- “{title}”: versione {before} → {now}",
        "- « {title} » : version {before} → {now}",
        "- „{title}“: Version {before} → {now}",
        "- “{title}”: versión {before} → {now}",
    ),
    "reload_unchanged": _all(
        "Nothing is different from what I answer from already.",
        "Niente è diverso da ciò da cui già rispondo.",
        "Rien n'est différent de ce dont je me sers déjà.",
        "Nichts ist anders als das, woraus ich schon antworte.",
        "Nada es distinto de lo que ya uso para responder.",
    ),
    "reload_broken": _all(
        "The new files have errors. I go on answering from the last good ones ({count} in all):",
        "I nuovi file hanno errori. Rispondo ancora dagli ultimi validi ({count} in tutto):",
        "Les nouveaux fichiers ont des erreurs. Je garde les derniers bons ({count} en tout) :",
        "Die neuen Dateien haben Fehler. Ich bleibe bei den letzten guten ({count} insgesamt):",
        "Los archivos nuevos tienen errores. Sigo con los últimos válidos ({count} en total):",
    ),
    "left_out": _all(
        "**{count}** accepted changes to “{title}” no longer fit its files (see /history):",
        "**{count}** modifiche accettate a “{title}” non si adattano più ai file; vedi /history:",
        "**{count}** changements acceptés de « {title} » ne conviennent plus (voir /history) :",
        "**{count}** angenommene Änderungen an „{title}“ passen nicht mehr (siehe /history):",
        "**{count}** cambios aceptados de “{title}” ya no encajan en sus archivos; véase /history:",
    ),
    "reload_failed": _all(
        "The files could not be read ({why}). I go on answering from the last good ones.",
        "I file non si sono potuti leggere ({why}). Continuo a rispondere dagli ultimi validi.",
        "Les fichiers n'ont pas pu être lus ({why}). Je réponds avec les derniers bons.",
        "Die Dateien ließen sich nicht lesen ({why}). Ich antworte weiter aus den letzten guten.",
        "No se pudieron leer los archivos ({why}). Sigo con los últimos válidos.",
    ),
}
