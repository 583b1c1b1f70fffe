"""Fixed texts on what changed: corrections, digests, following, and notices to curators."""

from collections.abc import Mapping

_CODES = ("en", "it", "fr", "de", "es")


def _all(*texts: str) -> Mapping[str, str]:
    return dict(zip(_CODES, texts, strict=True))


TEXTS: Mapping[str, Mapping[str, str]] = {
    # over an answer that was put right
    "corrected": _all(
        "✏️ **Corrected {date}:** {line}", "✏️ **Corretto {date}:** {line}",
        "✏️ **Corrigé le {date} :** {line}", "✏️ **Berichtigt {date}:** {line}",
        "✏️ **Corregido {date}:** {line}",
    ),
    "corrected_more": _all(
        "✏️ **Corrected {date}:**", "✏️ **Corretto {date}:**", "✏️ **Corrigé le {date} :**",
        "✏️ **Berichtigt {date}:**", "✏️ **Corregido {date}:**",
    ),
    "more_changes": _all(
        "{count} more", "altri {count}", "{count} de plus", "{count} weitere", "{count} más"
    ),
    # /whatchanged
    "changed_name": _all("whatchanged", "novità", "nouveautés", "neues", "novedades"),
    "changed_about": _all(
        "See what changed since a date, or since you last looked",
        "Vedi cosa è cambiato da una data o dalla tua ultima visita",
        "Voir ce qui a changé depuis une date ou depuis votre dernière visite",
        "Sehen, was sich seit einem Tag oder deinem letzten Besuch geändert hat",
        "Ver qué cambió desde una fecha o desde tu última visita",
    ),
    "changed_since": _all("since", "dal", "depuis", "seit", "desde"),
    "changed_since_about": _all(
        "A date such as 2026-11-01, May or yesterday",
        "Una data come 2026-11-01, maggio o ieri",
        "Une date comme 2026-11-01, mai ou hier",
        "Ein Datum wie 2026-11-01, Mai oder gestern",
        "Una fecha como 2026-11-01, mayo o ayer",
    ),
    "changed_title": _all(
        "### What changed since {date}", "### Cosa è cambiato dal {date}",
        "### Ce qui a changé depuis le {date}", "### Was sich seit dem {date} geändert hat",
        "### Qué ha cambiado desde el {date}",
    ),
    "changed_nothing": _all(
        "Nothing that answers tell.", "Niente di ciò che le risposte dicono.",
        "Rien de ce que disent les réponses.", "Nichts von dem, was Antworten sagen.",
        "Nada de lo que dicen las respuestas.",
    ),
    "changed_oldest": _all(
        "Only the newest changes are shown.", "Si vedono solo le modifiche più recenti.",
        "Seuls les changements les plus récents sont affichés.",
        "Nur die neuesten Änderungen werden gezeigt.",
        "Solo se muestran los cambios más recientes.",
    ),
    "bad_since": _all(
        "I cannot read that date. Write 2026-11-01, 1 November, May or yesterday.",
        "Non riesco a leggere la data. Scrivi 2026-11-01, 1 novembre, maggio o ieri.",
        "Je ne peux pas lire cette date. Écrivez 2026-11-01, 1 novembre, mai ou hier.",
        "Das Datum verstehe ich nicht. Schreibe 2026-11-01, 1. November, Mai oder gestern.",
        "No entiendo esa fecha. Escribe 2026-11-01, 1 de noviembre, mayo o ayer.",
    ),
    # /follow and /unfollow
    "follow_name": _all("follow", "segui", "suivre", "folgen", "seguir"),
    "follow_about": _all(
        "Be told when the standing of a scenario, entity or fact changes",
        "Ricevi un avviso quando cambia uno scenario, un soggetto o un fatto",
        "Être prévenu quand un scénario, un sujet ou un fait change",
        "Erfahren, wenn sich ein Szenario, ein Thema oder ein Fakt ändert",
        "Recibir un aviso cuando cambie un escenario, un sujeto o un hecho",
    ),
    "follow_what": _all("what", "cosa", "quoi", "was", "qué"),
    "follow_what_about": _all(
        "Type a few letters and choose", "Scrivi qualche lettera e scegli",
        "Tapez quelques lettres et choisissez", "Tippe ein paar Buchstaben und wähle",
        "Escribe unas letras y elige",
    ),
    "follow_where": _all("where", "dove", "où", "wo", "dónde"),
    "follow_where_about": _all(
        "Where I tell you; here needs Manage Messages",
        "Dove te lo dico; qui richiede Gestire i messaggi",
        "Où je vous préviens ; ici demande Gérer les messages",
        "Wo ich es sage; hier braucht „Nachrichten verwalten“",
        "Dónde te aviso; aquí requiere Gestionar mensajes",
    ),
    "follow_direct": _all(
        "In a direct message", "In un messaggio diretto", "En message privé",
        "In einer Direktnachricht", "Por mensaje directo",
    ),
    "follow_here": _all(
        "In this channel", "In questo canale", "Dans ce salon", "In diesem Kanal", "En este canal"
    ),
    "follow_done": _all(
        "✅ When “{title}” changes I tell you in a direct message, at most once an hour.",
        "✅ Quando cambia “{title}” ti scrivo un messaggio diretto, al massimo uno all'ora.",
        "✅ Quand « {title} » change, je vous écris en message privé, au plus une fois par heure.",
        "✅ Ändert sich „{title}“, sage ich es dir in einer Direktnachricht, höchstens stündlich.",
        "✅ Cuando cambie «{title}» te lo digo por mensaje directo, como mucho una vez por hora.",
    ),
    "follow_done_here": _all(
        "✅ When “{title}” changes I tell it in this channel, at most once an hour.",
        "✅ Quando cambia “{title}” lo dico in questo canale, al massimo una volta all'ora.",
        "✅ Quand « {title} » change, je le dis dans ce salon, au plus une fois par heure.",
        "✅ Ändert sich „{title}“, sage ich es in diesem Kanal, höchstens stündlich.",
        "✅ Cuando cambie «{title}» lo digo en este canal, como mucho una vez por hora.",
    ),
    "follow_full": _all(
        "You follow {count} things, and that is as many as I take. Let go of one first.",
        "Segui già {count} cose, e di più non ne accetto. Prima lasciane una.",
        "Vous suivez {count} choses, c'est le maximum. Arrêtez-en une d'abord.",
        "Du folgst {count} Dingen, mehr nehme ich nicht an. Gib erst eines auf.",
        "Sigues {count} cosas y no acepto más. Deja antes una de ellas.",
    ),
    "follow_not_here": _all(
        "That needs the permission Manage Messages, and a channel of a server in which I may"
        " write.",
        "Servono il permesso Gestire i messaggi e un canale di un server in cui io possa scrivere.",
        "Il faut la permission Gérer les messages et un salon de serveur où je peux écrire.",
        "Dafür brauchst du „Nachrichten verwalten“ und einen Kanal, in dem ich schreiben darf.",
        "Hacen falta el permiso Gestionar mensajes y un canal de servidor donde pueda escribir.",
    ),
    "unfollow_name": _all(
        "unfollow", "smetti-di-seguire", "ne-plus-suivre", "nicht-mehr-folgen", "dejar-de-seguir"
    ),
    "unfollow_about": _all(
        "See what you follow, and stop following it",
        "Vedi ciò che segui e smetti di seguirlo",
        "Voir ce que vous suivez et ne plus le suivre",
        "Sehen, wem du folgst, und damit aufhören",
        "Ver lo que sigues y dejar de seguirlo",
    ),
    "unfollow_title": _all(
        "### What you follow", "### Ciò che segui", "### Ce que vous suivez",
        "### Dem folgst du", "### Lo que sigues",
    ),
    "unfollow_none": _all(
        "You follow nothing. `/follow` begins it.", "Non segui nulla. Si comincia con `/follow`.",
        "Vous ne suivez rien. `/follow` permet de commencer.",
        "Du folgst nichts. Mit `/follow` fängst du an.",
        "No sigues nada. Se empieza con `/follow`.",
    ),
    "unfollow_more": _all(
        "{count} more: type a few letters of one behind the command.",
        "Altri {count}: scrivi qualche lettera di uno dopo il comando.",
        "{count} de plus : tapez quelques lettres de l'un d'eux après la commande.",
        "{count} weitere: Tippe hinter dem Befehl ein paar Buchstaben davon.",
        "{count} más: escribe unas letras de uno tras el comando.",
    ),
    "unfollow_stop": _all("Stop", "Smetti", "Arrêter", "Aufhören", "Dejar"),
    "unfollow_done": _all(
        "You no longer follow “{title}”.", "Non segui più “{title}”.",
        "Vous ne suivez plus « {title} ».", "Du folgst „{title}“ nicht mehr.",
        "Ya no sigues «{title}».",
    ),
    "follow_in": _all("in {place}", "in {place}", "dans {place}", "in {place}", "en {place}"),
    # the digest
    "digest": _all(
        "🔔 **News on what you follow** ({names})", "🔔 **Novità su ciò che segui** ({names})",
        "🔔 **Du nouveau sur ce que vous suivez** ({names})",
        "🔔 **Neues zu dem, was du verfolgst** ({names})",
        "🔔 **Novedades sobre lo que sigues** ({names})",
    ),
    "digest_end": _all(
        "`/whatchanged` tells all of it, `/unfollow` ends it.",
        "`/whatchanged` dice tutto, `/unfollow` lo ferma.",
        "`/whatchanged` dit tout, `/unfollow` y met fin.",
        "`/whatchanged` sagt alles, `/unfollow` beendet es.",
        "`/whatchanged` lo cuenta todo, `/unfollow` lo termina.",
    ),
    # notices to curators
    "changes_notice": _all(
        "**The knowledge changed.** Answers that rest on it are corrected soon; what is trivial can"
        " be held back here.",
        "**Le conoscenze sono cambiate.** Le risposte che vi si basano saranno corrette a"
        " breve; ciò"
        " che è irrilevante si può trattenere qui.",
        "**Les connaissances ont changé.** Les réponses concernées seront bientôt corrigées ;"
        " ce qui"
        " est négligeable peut être retenu ici.",
        "**Das Wissen hat sich geändert.** Antworten, die darauf beruhen, werden bald berichtigt;"
        " Belangloses lässt sich hier zurückhalten.",
        "**Los conocimientos han cambiado.** Las respuestas que se basan en ellos se corregirán"
        " pronto; lo trivial se puede retener aquí.",
    ),
    "changes_waiting": _all(
        "Answers here to be corrected: {count}", "Risposte qui da correggere: {count}",
        "Réponses à corriger ici : {count}", "Hier zu berichtigende Antworten: {count}",
        "Respuestas por corregir aquí: {count}",
    ),
    "trivial": _all("Trivial", "Irrilevante", "Négligeable", "Belanglos", "Trivial"),
    "trivial_done": _all(
        "Held back: no answer that still waits is corrected for this, and nobody is told of it.",
        "Trattenuto: nessuna risposta in attesa viene corretta per questo e nessuno viene"
        " avvisato.",
        "Retenu : aucune réponse en attente n'est corrigée pour cela et personne n'est prévenu.",
        "Zurückgehalten: Keine wartende Antwort wird dafür berichtigt, und niemand erfährt davon.",
        "Retenido: no se corrige por esto ninguna respuesta pendiente y no se avisa a nadie.",
    ),
    "trivial_already": _all(
        "Somebody else has done that already.", "Qualcun altro l'ha già fatto.",
        "Quelqu'un d'autre l'a déjà fait.", "Das hat schon jemand anders getan.",
        "Otra persona ya lo ha hecho.",
    ),
    "trivial_undo": _all(
        "Let it through", "Lascialo passare", "Laisser passer", "Doch durchlassen", "Dejarlo pasar"
    ),
    "trivial_undone": _all(
        "Let through: the answers that rest on it are corrected.",
        "Lasciato passare: le risposte che vi si basano vengono corrette.",
        "Laissé passer : les réponses concernées sont corrigées.",
        "Durchgelassen: Die Antworten, die darauf beruhen, werden berichtigt.",
        "Dejado pasar: se corrigen las respuestas que se basan en ello.",
    ),
}  # fmt: skip
