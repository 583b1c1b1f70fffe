"""Short words about the answer before: "source?", "since when?", "is that true?", "the second".

They hold nothing that could be looked up; what they ask of is the last answer. Each is matched
whole, in five languages, after a joining word and before a sigh.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum


class Aside(StrEnum):
    """What is asked of the last answer."""

    SOURCES = "sources"
    STANDING = "standing"
    DATE = "date"
    REASON = "reason"
    MORE = "more"
    OTHER = "other"  # what else was there to choose
    SCENARIO = "scenario"  # what speaks for or against one, what settles it, by when


# Parts of the ways below.
_PARTS = {
    "THAT": "(?:that|this|it|they|those)",
    "PROOF": "(?:sources?|links?|proofs?|evidence|citations?|receipts)",
    "SAYS": "(?:says|said|reported|reports|wrote|claims|claimed)",
    "SURELY": "(?:still|really|actually|now|even|already|ever)",
    "FIRM": "(?:true|confirmed|official|real|legit|certain|sure|denied|fake|so|right|valid)",
    "CURRENT": "(?:the case|current|up to date|a rumou?r|just a rumou?r)",
    "NOW": "(?:or not|now|today|yet|already)",
    "ANYONE": "(?:anyone|anybody|somebody|someone)",
    "DENIES": "(?:denied|denies|denying|confirmed|confirms|confirming)",
    "VERO": "(?:vero|confermato|ufficiale|sicuro|certo|successo)",
    "VRAI": "(?:vrai|confirme|officiel|sur|certain|arrive)",
    "WAHR": "(?:wahr|bestatigt|offiziell|sicher|so|passiert|aktuell)",
    "VERDAD": "(?:verdad|cierto|confirmado|oficial|seguro)",
}
# Each line is one way to say it, folded as `_plain` folds: small letters, no accents or signs.
_WAYS: Mapping[Aside, str] = {
    Aside.SOURCES: """
        (?:(?:any|got|have|the|your|a) )*PROOF(?: (?:for|of|on|about) THAT)?
        (?:whats|what is|wheres|where is) (?:the|your) PROOF(?: (?:for|of|on) THAT)?
        where (?:did you get|do you have|is) THAT(?: from)?
        where does THAT come from
        how do you know(?: THAT)?
        (?:says|said) who
        who SAYS(?: (?:THAT|so))?
        according to whom?
        (?:(?:la|le|che|quali) )*(?:fonte|fonti|prove|prova|link)
        chi lo (?:dice|ha detto)
        chi dice(?: questo)?
        come lo sai
        da dove viene
        (?:(?:la|les|quelle|quelles|une|des) )*(?:source|sources|preuve|preuves|lien)
        qui (?:le |l a |la )?dit(?: (?:ca|cela))?
        qui a dit (?:ca|cela)
        d ou ca vient
        comment (?:tu le sais|le sais tu|le savez vous)
        (?:(?:die|welche|eine) )*(?:quelle|quellen|beweise?|belege?|nachweis)
        wer (?:sagt das|hat das gesagt)
        woher (?:(?:weisst|weist|wissen) (?:du|sie) das|kommt das)
        (?:(?:la|las|que|alguna) )*(?:fuente|fuentes|prueba|pruebas|enlace)
        quien (?:lo )?dice(?: eso)?
        quien lo ha dicho
        como lo sabes
    """,
    Aside.STANDING: """
        (?:(?:(?:is|was|isnt|wasnt|are) )?THAT|thats|its)(?: SURELY)* (?:FIRM|CURRENT)(?: NOW)?
        (?:is it )?(?:still|really|actually)(?: (?:FIRM|CURRENT))?(?: NOW)?
        (?:FIRM|for real|fr|srsly|seriously)
        (?:(?:are|r) )?(?:you|u) sure
        true or false
        rumou?r or (?:fact|true|real)
        fact or rumou?r
        how (?:sure|certain|reliable|firm)(?: is THAT| are you)?(?: (?:of|about) THAT)?
        (?:(?:did|has|have) )?THAT(?: SURELY)* (?:happen|happened|come true)(?: NOW)?
        (?:has|have) (?:THAT|ANYONE)(?: been)? DENIES(?: THAT)?(?: NOW)?
        (?:who|whos)(?: (?:is|s))? DENIES(?: THAT)?
        (?:(?:e|e ancora|davvero) )*VERO(?: o no)?
        (?:davvero|sul serio|ancora vero|sei sicuro)
        chi lo (?:smentisce|conferma)
        (?:(?:c est|est ce que c est|est ce|toujours|encore) )*VRAI(?: ou pas)?
        (?:vraiment|serieux|tu es sur)
        stimmt(?: das|s)?(?: (?:noch|wirklich|uberhaupt))?
        (?:stimmts|wirklich|echt|ernsthaft|noch aktuell)
        (?:ist das|das ist) (?:(?:noch|wirklich|schon) )*WAHR
        wer (?:dementiert|bestatigt) das
        (?:(?:eso|es|esta|sigue siendo) )*(?:VERDAD|asi)(?: o no)?
        (?:de verdad|en serio|ha pasado)
        quien lo (?:niega|desmiente|confirma)
    """,
    Aside.DATE: """
        (?:(?:since|from) )?when(?: exactly)?
        (?:whens THAT from|as of when|date|what date)
        when (?:was|is|were) THAT(?: (?:said|announced|reported|from))?
        when did THAT (?:happen|come out)
        when did (?:he|she|they) (?:say|announce) (?:THAT|so)
        how (?:old|recent|fresh|new) is THAT
        how long ago(?: was THAT)?
        (?:(?:da|di) )?quando(?: esattamente)?
        quando (?:e stato|e successo|l ha detto|lo ha detto)
        che data
        (?:(?:depuis|de) )?quand(?: exactement)?
        (?:c etait quand|quand etait ce|quelle date)
        quand (?:l a t il dit|est ce arrive)
        (?:(?:seit|von) )?wann(?: genau)?
        (?:von )?wann (?:war|ist) das
        wann hat (?:er|sie) das gesagt
        (?:welches datum|wie lange ist das her)
        (?:(?:desde|de) )?cuando(?: exactamente)?
        cuando (?:fue|lo dijo|paso)(?: eso)?
        que fecha
    """,
    Aside.REASON: """
        (?:why|why not|how come|for what reason|whats the reason|y tho)
        why (?:is|was) THAT
        why (?:did|do|does|would) (?:THAT|he|she) (?:do|say|want) (?:THAT|so)
        (?:perche|perche no|come mai|per quale motivo)
        (?:pourquoi|pourquoi pas|comment ca se fait)
        (?:warum|warum nicht|wieso|wieso nicht|weshalb|aus welchem grund)
        (?:por que|por que no|porque)
    """,
    Aside.MORE: """
        (?:(?:any|tell me|show me|give me) )?(?:more|details)(?: (?:of|about|on) THAT)?
        more (?:details|info|infos)
        (?:go on|what else|anything else|elaborate|continue|the rest)
        explain(?: THAT)?
        (?:altro|di piu|dimmi di piu|dettagli|che altro|continua)
        (?:plus|dis m en plus|quoi d autre|en dire plus)
        (?:mehr|mehr dazu|erzahl mehr|sonst noch was|weiter)
        (?:mas|cuentame mas|detalles|que mas|sigue)
    """,
    Aside.OTHER: """
        (?:(?:what|how|wbt) (?:about )?)?(?:the )?others?(?: ones?)?
        (?:che ne dici )?(?:l|dell|gli|le) (?:altro|altra|altri|altre)
        (?:l|les|pour l|pour les) autres?
        (?:was ist mit )?(?:der|die|das|dem|den) anderen?
        (?:el|la|los|las) otr[oa]s?
    """,
    Aside.SCENARIO: """
        (?:(?:whats|what is|what speaks|what|anything|the) )*(?:against|for|in favou?r of)(?: THAT)?
        (?:(?:the|whats the|what is the|any) )*(?:deadline|pros|cons|arguments|criteria|signposts)
        (?:by|until|till) when
        what (?:would|will|could) (?:settle|decide|prove) THAT
        what (?:to|should (?:i|we)) watch(?: for)?
        (?:(?:whats|what) )?(?:the )?(?:odds|chances)(?: of THAT)?
        how likely(?: is THAT)?
        (?:(?:cosa|che cosa) )?(?:parla |c e )?(?:contro|a favore)
        (?:scadenza|entro quando)
        (?:(?:qu est ce qui plaide|et) )?(?:contre|pour)
        (?:echeance|jusqu a quand)
        (?:was spricht )?(?:dagegen|dafur)
        (?:frist|bis wann)
        (?:(?:que hay|y) )?(?:en contra|a favor)
        (?:plazo|hasta cuando)
    """,
}


def _pattern(ways: str) -> re.Pattern[str]:
    lines = "|".join(line.strip() for line in ways.strip().splitlines())
    return re.compile(re.sub("|".join(_PARTS), lambda found: _PARTS[found[0]], lines))


_PATTERNS = [(aside, _pattern(ways)) for aside, ways in _WAYS.items()]

_JOINING = re.compile(
    r"^(?:(?:and|but|ok|okay|so|also|then|hm+|oh|wait|well|ah|lol|yeah|yes|yep|nice|wow|e|ed|ma|poi"
    r"|et|mais|und|aber|y|pero)\s+)+"
)
_TRAILING = re.compile(
    r"(?:\s+(?:then|tho|though|lol|please|pls|bro|man|mate|exactly|denn|eigentlich|alors|allora"
    r"|entonces))+$"
)

_ORDINALS = (
    "1|1st|first|one|number one|primo|prima|premier|premiere|erste[nrs]?|primero|primera",
    "2|2nd|second|two|number two|secondo|seconda|deuxieme|seconde|zweite[nrs]?|segundo|segunda",
    "3|3rd|third|three|number three|terzo|terza|troisieme|dritte[nrs]?|tercero|tercera",
    "4|4th|fourth|four|number four|quarto|quarta|quatrieme|vierte[nrs]?|cuarto|cuarta",
)
_LAST = "last|ultimo|ultima|dernier|derniere|letzte[nrs]?"
_BEFORE_CHOICE = (
    r"(?:(?:no|nope|nah|non|nein|i|ich|im|meant|mean|wanted|want|choose|pick|take|the|number|nr"
    r"|option|answer|question|actually|sorry|intendevo|volevo|dire|il|la|le|les|l|je|voulais|meinte"
    r"|meine|den|die|das|der|quise|decir|el|numero|quella|quello|nummer|frage)\s+)*"
)
_AFTER_CHOICE = r"(?:\s+(?:one|please|pls|option|question|answer|then|una|frage))*"


def _choice(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE_CHOICE}(?:{words}){_AFTER_CHOICE}")


_CHOICES = [_choice(words) for words in _ORDINALS]
_LAST_CHOICE = _choice(_LAST)


def aside_in(text: str) -> Aside | None:
    """Return what a text asks of the answer before it, if it asks nothing else."""
    said = _plain(text)
    tried = [said, _TRAILING.sub("", said)]
    tried += [_JOINING.sub("", one) for one in tried]
    for aside, pattern in _PATTERNS:
        if any(pattern.fullmatch(one) for one in tried if one):
            return aside
    return None


def choice_in(text: str, offered: int) -> int | None:
    """Return which of the things offered a text chooses, from 0; none where it chooses none."""
    said = _JOINING.sub("", _plain(text))
    if offered and _LAST_CHOICE.fullmatch(said):
        return offered - 1
    for place, pattern in enumerate(_CHOICES[:offered]):
        if pattern.fullmatch(said):
            return place
    return None


def _plain(text: str) -> str:
    """Return the words of a text in small letters, without accents and signs."""
    cut = text[:200].casefold().replace("’", "'").replace("ß", "ss")
    folded = unicodedata.normalize("NFKD", re.sub(r"(?<=\w)'s\b", "s", cut))
    kept = "".join(one for one in folded if not unicodedata.combining(one))
    kept = re.sub(r"(?<=n)'t\b", "t", kept)
    return " ".join(re.findall(r"[^\W_]+", kept))
