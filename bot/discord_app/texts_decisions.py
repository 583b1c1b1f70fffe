"""Fixed texts on decisions: what was done and by whom, why not, and thanks for suggestions."""

from collections.abc import Mapping

_CODES = ("en", "it", "fr", "de", "es")

# key: the texts in the order of _CODES.
_TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    # -- what was done
    "done_alias": (
        "Done. Phrasings that now lead to “{title}”: {count}",
        "Fatto. Formulazioni che ora portano a “{title}”: {count}",
        "Fait. Formulations qui mènent désormais à « {title} » : {count}",
        "Erledigt. Wortlaute, die jetzt zu „{title}“ führen: {count}",
        "Hecho. Redacciones que ahora llevan a “{title}”: {count}",
    ),
    "done_entry": (
        "Done. There is a new entry: “{title}”",
        "Fatto. C'è una nuova voce: “{title}”",
        "Fait. Il y a une nouvelle entrée : « {title} »",
        "Erledigt. Es gibt einen neuen Eintrag: „{title}“",
        "Hecho. Hay una entrada nueva: “{title}”",
    ),
    "done_fact": (
        "Done. There is a new fact: “{title}”",
        "Fatto. C'è un nuovo fatto: “{title}”",
        "Fait. Il y a un nouveau fait : « {title} »",
        "Erledigt. Es gibt einen neuen Fakt: „{title}“",
        "Hecho. Hay un hecho nuevo: “{title}”",
    ),
    "done_status": (
        "Done. The status was changed of “{title}”",
        "Fatto. È cambiato lo stato di “{title}”",
        "Fait. Le statut a changé pour « {title} »",
        "Erledigt. Der Status wurde geändert bei „{title}“",
        "Hecho. Se cambió el estado de “{title}”",
    ),
    "done_change": (
        "Done. The entry was changed: “{title}”",
        "Fatto. La voce è cambiata: “{title}”",
        "Fait. L'entrée a changé : « {title} »",
        "Erledigt. Der Eintrag wurde geändert: „{title}“",
        "Hecho. La entrada ha cambiado: “{title}”",
    ),
    "done_reviewed": (
        "Done. “{title}” stands; to be reviewed again by {until}.",
        "Fatto. “{title}” resta; da rivedere entro il {until}.",
        "Fait. « {title} » reste ; à revoir d'ici le {until}.",
        "Erledigt. „{title}“ bleibt; wieder durchsehen bis {until}.",
        "Hecho. “{title}” sigue; revisar de nuevo antes del {until}.",
    ),
    "done_accepted": (
        "Accepted; I answer from it now.",
        "Accettato; da ora ne tengo conto.",
        "Accepté ; j'en tiens compte désormais.",
        "Angenommen; ich antworte jetzt daraus.",
        "Aceptado; desde ahora lo uso.",
    ),
    "done_rejected": ("Dismissed.", "Scartato.", "Écarté.", "Verworfen.", "Descartado."),
    "done_undone": (
        "Taken back; I no longer answer from it.",
        "Annullato; non ne tengo più conto.",
        "Annulé ; je n'en tiens plus compte.",
        "Zurückgenommen; ich antworte nicht mehr daraus.",
        "Deshecho; ya no lo uso.",
    ),
    "done_waits": (
        "Taken back; it waits in the queue again.",
        "Annullato; è di nuovo in coda.",
        "Annulé ; c'est de nouveau dans la file.",
        "Zurückgenommen; es wartet wieder in der Liste.",
        "Deshecho; vuelve a esperar en la cola.",
    ),
    "done_assigned": ("It is yours.", "È tua.", "C'est à vous.", "Gehört dir.", "Es tuya."),
    "done_dismissed": (
        "Dismissed; like questions go to it and no longer show up.",
        "Scartata; le domande simili vi confluiscono e non compaiono più.",
        "Écartée ; les questions semblables la rejoignent et n'apparaissent plus.",
        "Verworfen; ähnliche Fragen gehen hierher und tauchen nicht mehr auf.",
        "Descartada; las preguntas parecidas van aquí y ya no aparecen.",
    ),
    "done_reopened": (
        "It is in the queue again.",
        "È di nuovo in coda.",
        "Elle est de nouveau dans la file.",
        "Sie steht wieder in der Liste.",
        "Está otra vez en la cola.",
    ),
    "undo_late": (
        "That can no longer be taken back: it has been, or it is in the pack's files.",
        "Non si può più annullare: è già fatto, o è nei file del pacchetto.",
        "Impossible d'annuler : c'est déjà fait, ou c'est dans les fichiers du paquet.",
        "Das lässt sich nicht mehr zurücknehmen: schon geschehen, oder es steht in den Dateien.",
        "Ya no se puede deshacer: ya se hizo, o está en los archivos del paquete.",
    ),
    "curate_faster": (
        "Somebody was faster: this has been dealt with.",
        "Qualcuno è stato più veloce: è già sistemato.",
        "Quelqu'un a été plus rapide : c'est déjà traité.",
        "Jemand war schneller: das ist schon erledigt.",
        "Alguien fue más rápido: ya está resuelto.",
    ),
    "curate_gone": (
        "That is no longer there.",
        "Questo non c'è più.",
        "Cela n'existe plus.",
        "Das gibt es nicht mehr.",
        "Eso ya no está.",
    ),
    "curate_refused": (
        "That cannot be accepted as it is:",
        "Così non si può accettare:",
        "Impossible d'accepter tel quel :",
        "So lässt es sich nicht annehmen:",
        "Así no se puede aceptar:",
    ),
    "curate_later": (
        "It is kept, and counts from the bot's next start.",
        "È salvato e vale dal prossimo avvio del bot.",
        "C'est enregistré et vaudra au prochain démarrage du bot.",
        "Es ist gespeichert und gilt ab dem nächsten Start des Bots.",
        "Está guardado y valdrá desde el próximo arranque del bot.",
    ),
    "curate_lost": (
        "What rested on it does not stand any more either: {titles}",
        "Non vale più nemmeno ciò che vi poggiava: {titles}",
        "Ce qui reposait dessus ne tient plus non plus : {titles}",
        "Was darauf beruhte, steht auch nicht mehr: {titles}",
        "Lo que se apoyaba en ello tampoco sigue: {titles}",
    ),
    "curate_not_read": (
        "It is kept, but does not answer yet:",
        "È salvato, ma non risponde ancora:",
        "C'est enregistré, mais ne répond pas encore :",
        "Es ist gespeichert, antwortet aber noch nicht:",
        "Está guardado, pero aún no responde:",
    ),
    # -- the history
    "history_open": ("History", "Storico", "Historique", "Verlauf", "Historial"),
    "history_title": (
        "What was done",
        "Che cosa è stato fatto",
        "Ce qui a été fait",
        "Was getan wurde",
        "Qué se ha hecho",
    ),
    "history_nothing": (
        "Nothing yet.",
        "Ancora niente.",
        "Rien encore.",
        "Noch nichts.",
        "Nada todavía.",
    ),
    "history_newest": ("Newest", "Più recenti", "Plus récents", "Neueste", "Más recientes"),
    "history_older": ("Older", "Più vecchi", "Plus anciens", "Ältere", "Más antiguos"),
    "history_nobody": ("nobody by name", "senza nome", "sans nom", "ohne Namen", "sin nombre"),
    "action_proposed": ("proposed", "proposto", "proposé", "vorgeschlagen", "propuesto"),
    "action_accepted": ("accepted", "accettato", "accepté", "angenommen", "aceptado"),
    "action_rejected": ("dismissed", "scartato", "écarté", "verworfen", "descartado"),
    "action_undone": ("undone", "annullato", "annulé", "zurückgenommen", "deshecho"),
    "action_exported": ("exported", "esportato", "exporté", "exportiert", "exportado"),
    "action_merged": ("merged", "integrato", "intégré", "übernommen", "integrado"),
    "action_reopened": ("reopened", "riaperto", "rouvert", "wieder geöffnet", "reabierto"),
    "action_assigned": ("assigned", "assegnato", "attribué", "zugeteilt", "asignado"),
    "action_dismissed": ("dismissed", "scartato", "écarté", "verworfen", "descartado"),
    "action_resolved": ("answered", "risposto", "répondu", "beantwortet", "respondido"),
    "action_open": ("reopened", "riaperto", "rouvert", "wieder geöffnet", "reabierto"),
    "action_changed": ("changed", "cambiato", "modifié", "geändert", "cambiado"),
    # -- suggestions
    "suggest_thanks": (
        "Thank you! A curator will look at “{question}”.",
        "Grazie! Un curatore esaminerà “{question}”.",
        "Merci ! Un curateur examinera « {question} ».",
        "Danke! Ein Kurator sieht sich „{question}“ an.",
        "¡Gracias! Un curador revisará “{question}”.",
    ),
    "suggest_more": (
        "there is too little in it",
        "contiene troppo poco",
        "c'est trop peu",
        "das ist zu wenig",
        "es demasiado poco",
    ),
    "suggest_full": (
        "the curators have all they can look at just now; please try again later",
        "i curatori hanno già molto da esaminare; riprova più tardi",
        "les curateurs ont déjà beaucoup à examiner ; réessayez plus tard",
        "die Kuratoren haben gerade genug zu tun; bitte später noch einmal",
        "los curadores ya tienen mucho que revisar; inténtalo más tarde",
    ),
}

TEXTS: Mapping[str, Mapping[str, str]] = {
    key: dict(zip(_CODES, texts, strict=True)) for key, texts in _TABLE.items()
}
