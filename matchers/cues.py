"""Turns of phrase that point to an act, or away from it.

Patterns run over the folded, repaired text of a reading. They name what they saw for the
analyst and are features for the model; none of them decides alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from matchers.folding import WORD
from matchers.reading import Reading
from matchers.vocabulary import LONGEST_WORD

_OFFICER = (
    r"(?:politie\w*|agent\w*|smeris\w*|wout\w*|juut|juten|diender\w*|me'?ers?|mer\b|romeo'?s?|stille\w*|"
    r"hoofdagent\w*|brigadier\w*|rechercheur\w*|honden(?:ge|be)leider\w*|motoragent\w*|inspecteur\w*|"
    r"schutter|cops?|officers?|policem[ae]n|policewom[ae]n|pigs?|flik\w*|popo|scotoe\w*|dsi'?er|"
    r"arrestatieteam\w*|at'?er|peloton\w*|commandant|ruiter|pet|boevenvanger|feds?|cadet|trainee)"
)
_WHOM = r"(?:hem|haar|die|deze|dit|dat|him|her|this|that|them|m|'m|'r|dr)"
_DETAIL = (
    r"(?:namen|naam|achternaam|voornaam|adres\w*|woonplaats|woont|thuis\w*|nummer|telefoon\w*|kenteken\w*|"
    r"insta\w*|facebook|gegevens|personalia|school|sportschool|straat|name|surname|address\w*|"
    r"number|plate|lives|where .{0,12}live|socials?|identity|dienstnummer|huisnummer|profiel|dorp|gym|wijk)"
)

_PATTERNS: dict[str, tuple[str, ...]] = {
    "solicitation": (
        rf"\b(?:wie|iemand|wa|who|anyone|anybody|somebody|any1)\b.{{0,40}}\b(?:kent|ken|herkent|herken\w*|weet|know\w*|recogni[sz]e\w*|id)\b.{{0,60}}\b(?:{_OFFICER}|{_WHOM})\b",
        rf"\b(?:wie is|who is|who's|whos)\b.{{0,30}}\b{_OFFICER}",
        rf"\b(?:zoek\w*|gezocht|looking for|wanted|need|op zoek)\b.{{0,60}}\b(?:{_OFFICER}|{_DETAIL})\b",
        rf"\b{_DETAIL}\b.{{0,40}}\b(?:dm|dms|pb|pm|prive|inbox|bot|app|insturen|beloning|reward|tikkie)\b",
        rf"\b(?:iemand|wie)\b.{{0,25}}\b(?:zn|zijn|haar|dr|z'n|d'r|their|his|her)\b.{{0,15}}\b{_DETAIL}\b",
        rf"\b(?:waar|where)\b.{{0,25}}\b(?:{_WHOM}|{_OFFICER}|hij|ie|zij|ze|he|she)\b.{{0,20}}\b(?:woon\w*|live\w*|uithangt|hangt)\b",
        r"\b(?:beloning|reward|bounty|tipgeld|betaal goed)\b",
        r"\b(?:hoe heet|how is .{0,10}called|what'?s (?:his|her) name)\b",
    ),
    "incitement": (
        r"\b(?:langs(?:gaan|komen)?|op bezoek|bezoekje|opwachten|opzoeken|aanbellen|bel(?:len)? aan)\b",
        r"\b(?:pay .{0,20}visit|visit (?:him|her|them)|knock on|wait for (?:him|her)|follow (?:him|her))\b",
        r"\b(?:pakken we|pak hem|pak m|grijp|slopen|klemzetten|klemrijden|lek ?(?:prikken|steken)|ramen (?:in|eruit)|in de fik|afbranden|afmaken|kapotmaken)\b",
        r"\b(?:bel|app|mail|spam)\b.{0,25}\b(?:hem|haar|m|'m|massaal|plat|wakker|de hele nacht)\b",
        r"\b(?:verzamelen|afspreken|meet|gather)\b.{0,40}\b(?:bij|voor|outside|at)\b.{0,25}\b(?:huis|deur|thuis|woning|house|home|door)\b",
        r"\b(?:krijgt|verdient|zal|gaat|deserves|should)\b.{0,30}\b(?:bezoek|voelen|boeten|spijt|pay|regret|visit)\b",
        r"\b(?:vergeet|weet)\b.{0,15}\bwaar .{0,10}woon",
        r"\b(?:stuur|bezorg|send)\b.{0,20}\b(?:pizza|taxi|kaart|bloemen|mest|ambulance|rouwkrans)",
    ),
    "surveillance": (
        r"\b(?:kentekens?|plates?)\b.{0,60}\b(?:bureau|parkeer\w*|garage|uitrij\w*|reden|station|verzamel\w*|noteer\w*|lijst\w*|list)\b",
        r"\b(?:vertrekt|rijdt|parkeert|komt|gaat|traint|sport|leaves|parks|drives|trains)\b.{0,40}\b(?:elke|iedere|altijd|every|always|rond|om \d|at \d)",
        r"\b(?:elke|iedere|altijd|every|always)\b.{0,40}\b(?:vertrekt|rijdt|parkeert|komt|dienst|shift|leaves|parks|thuis|hond uit|hardlopen)\b",
        r"\b(?:spot\w*|gespot|gezien bij|seen at|gevolgd|volg\w* (?:hem|haar)|achterna|observ\w*|posten bij|logboek|bijhouden)\b",
        r"\b(?:dienst(?:rooster|en)?|shift|nachtdienst|rooster)\b.{0,40}\b(?:eindigt|begint|tot|wissel\w*|ends|starts|change)\b",
        r"\b(?:uitgang|achterkant|poort|slagboom|parkeerplaats|parkeergarage|exit|gate)\b.{0,40}\b(?:bureau|politie|station)\b",
    ),
    "spread": (
        rf"\b{_DETAIL}\b.{{0,50}}\b(?:comments?|reacties?|bio|draad(?:je)?|thread|kanaal|channel|groep\w*|group|link\w*|hierboven|hieronder|replies|pinned|vastgepind|gepind|archief|mirror|pdf|sheet|drive|plaksite)\b",
        r"\b(?:lijst|list|spreadsheet|dossier|sheet|doc|pdf|map|foto'?s?|screenshots?)\b.{0,50}\b(?:agenten|smerissen|me'?ers|officers|cops|wouten|namen|adressen|names|addresses)\b",
        r"\b(?:doorsturen|stuur (?:dit|m|hem|t|het)? ?door|deel(?: dit| maar| massaal)?|verspreid\w*|rt|repost\w*|share|spread|forward|pass it on|zegt het voort|laat rondgaan|rondsturen)\b",
        r"\b(?:weggehaald|verwijderd|offline|taken down|removed|deleted|nuked)\b.{0,50}\b(?:opnieuw|weer|again|bewaar|save|backup|nog|origineel)\b",
        r"\b(?:opslaan|bewaar|save|screenshot)\b.{0,30}\b(?:voor(?:dat)?|before|weg)\b",
        r"\b(?:staat|stond|vind je|te vinden|zwerft|circuleert)\b.{0,40}\b(?:online|bio|kanaal|groep|comments|reacties|draad|link)\b",
    ),
    "naming": (
        rf"\b(?:dit|dat|that|this) (?:is|was)\b.{{0,20}}\b(?:de|die|the)\b.{{0,12}}\b{_OFFICER}",
        r"\b(?:heet|heten|genaamd|called|his name is|her name is|name is|named)\b",
        r"\b(?:onthoud|remember)\b.{0,20}\b(?:naam|kop|gezicht|name|face)\b",
        r"\b(?:beroemd|bekend|famous|viral)\b.{0,15}\b(?:maken|maak|make|worden)?",
        r"\b(?:is|was) (?:de|the) (?:schutter|shooter|dader|agent die|cop who|officer who|one who)\b",
        rf"\b{_OFFICER}\b.{{0,25}}\b(?:die|who|that)\b.{{0,25}}\b(?:schoot|sloeg|trapte|sleurde|brak|shot|hit|beat|kicked|dragged|broke|spoot|beukte|schopte|duwde)\b",
        r"\b(?:gevonden|hebbes|gotcha|found (?:him|her)|ontmaskerd|bingo|identified|raak)\b",
    ),
    "in_parts": (
        r"(?<!\d)[1-9] ?(?:/|van de|van|of) ?[2-9](?!\d)",
        r"\b(?:eerste|tweede|derde|vierde|laatste|volgende|first|second|third|last|next) (?:stuk\w*|deel\w*|bericht|part|piece|letter\w*|helft|half)\b",
        r"\bin (?:stukjes|stukken|delen|parts|pieces)\b|\b(?:deel|part|bericht|stuk) \d\b|\b(?:morgen|straks|later) (?:de|meer|deel|the) (?:rest|volgende|deel)\b",
    ),
    "counter_speech": (
        r"\b(?:stop|hou op|ophouden|kap|kappen|quit)\b.{0,30}\b(?:met|doxx?\w*|delen|zoeken|sharing|posting|looking|hiermee|ermee)\b",
        r"\b(?:niet|nooit|geen|don'?t|do not|never|niks)\b.{0,25}\b(?:delen|deel|doorsturen|doen|posten|namen|adres\w*|verspreid\w*|share|post|spread|naming|rondsturen)\b",
        r"\b(?:haal|verwijder|weghalen|take|delete|remove)\b.{0,25}\b(?:weg|eraf|down|dit|post|bericht|that|this|it)\b",
        r"\b(?:strafbaar|misdrijf|verboden|illegal|a crime|against the law|eigenrichting|heksenjacht|witch ?hunt|lynch\w*)\b",
        r"\b(?:doxx?(?:en|ing|t)?|gedoxx?t|doxx?ed|doxxer)\b",
        r"\b(?:gerapporteerd|rapporteer|gemeld|reported|report (?:it|this|them)|aangifte)\b",
        r"\b(?:walgelijk|ziek|laf|laffe|smerig|schandalig|disgusting|cowardly|vile|sick|gestoord|te ver|too far|bah|misselijk\w*)\b",
        r"\b(?:verkeerde|wrong (?:person|guy|man|woman)|onschuldig\w*|niets mee te maken|nothing to do with|klopt niet|niet waar|onzin|nep|hoax|not true|was niet)\b",
        r"\b(?:bedreig\w*|gezin|kinderen|familie|privacy)\b.{0,40}\b(?:met rust|buiten|leave|respecteer|niks|kapot|verwoest\w*)\b",
    ),
    "journalism": (
        r"\b(?:volgens (?:de |het )?(?:politie|om|krant|rtv|nos|bronnen|advocaat|burgemeester|woordvoerder)|aldus|meldt|bevestigt|laat weten|according to|said in a statement|spokes\w+)\b",
        r"\b(?:rijksrecherche|openbaar ministerie|rechtbank|persconferentie|kamervragen|gemeenteraad|rechtszaak|taakstraf|celstraf|veroordeeld|prosecutors?|court|sentenced|hoger beroep|om eist)\b",
        r"\b(?:artikel|column|interview|reportage|podcast|documentaire|liveblog|nieuws|krant|article|newspaper|news|voorpagina|hoofdredact\w*)\b",
        r"\b(?:onderzoek|wetsvoorstel|wet|onderzoekers|hoogleraar|cijfers|procent)\b",
    ),
    "police_appeal": (
        r"\b(?:vermist|missing|signalement|getuigen|witness(?:es)?|camerabeelden|dashcam|deurbel ?camera|tiplijn|0800|0900|opsporing\w*|112)\b",
        r"\b(?:politie|police)\b.{0,25}\b(?:zoekt|vraagt|is op zoek|are looking|seeks?|wants|deelt)\b",
        r"\b(?:herkent|kent) (?:u|jij|iemand)\b.{0,25}\b(?:deze|dit)\b.{0,15}\b(?:man|vrouw|jongen|meisje|fiets|hond|kat|dader\w*|verdachte\w*|sleutel\w*)\b",
        r"\b(?:gestolen|inbraak|overval|diefstal|steekpartij|aanrijding|stolen|robbery|burglary|vandal\w*)\b",
    ),
    "public_role": (
        r"\b(?:wijkagent\w*|wykaginte?|woordvoer\w*|voorlichter|teamchef|districtschef|politiechef|korpschef|jongerenagent\w*|jeugdagent\w*|netwerkinspecteur|spokes\w+|police chief|chief of police|neighbourhood officer|community officer|digitaal wijkagent|themaagent|dierenagent|schoolagent|vakbonds\w+)\b",
        r"\b(?:spreekuur|inloop|koffie met|webcare|persbericht)\b",
    ),
    "complaint": (
        r"\b(?:klacht\w*|klachten\w+|ombudsman|complaint\w*|bezwaar|schadeclaim)\b",
        r"\b(?:dienstnummer|service number|badge number|collar number|legitim\w+)\b",
    ),
    "public_place": (
        r"\b(?:verzamel(?:en|punt)?|vertrekpunt|startpunt|route|bussen|programma|aanvang|inloop|entree|gratis|open(?:ingstijden)?)\b",
        r"\b(?:arrestanten\w*|rechtshulp|advocat\w+|advocaat|piket\w*|legal (?:aid|support|line|team)|lawyers?|noodnummer\w*|ehbo|medics?|hotline|helpline|juridisch\w*)\b",
        r"\b(?:bureau|politiebureau|stadhuis|gemeentehuis|buurthuis|wijkcentrum|kerk|rechtbank|cafe|restaurant|winkel|praktijk|kantoor|sporthal|bibliotheek|theater|museum|balie|police station|town hall|church|library|shop|community cent\w+)\b",
    ),
    "lawful_filming": (
        r"\b(?:gefilmd|filmen|filmde|filmpje|livestream|opname\w*|beeld(?:en)?|footage|filmed|filming|video|drone)\b",
        r"\b(?:geblurd|blurred|onherkenbaar|geen gezichten|no faces|zonder gezichten|geblurred)\b",
    ),
    "non_staff": (
        r"\b(?:raadslid|kamerlid|wethouder|minister|burgemeester|politic\w+|journalist\w*|verslag\w+|boa'?s?|handhaver\w*|conducteur\w*|beveiliger\w*|portier\w*|uitsmijter\w*|docent\w*|leraar|lerares|huisbaas|huisjesmelker|verhuurder|makelaar|landlord|bouncer|steward\w*|scheids\w*|councillor|teacher|mp|influencer|youtuber|oplichter|chauffeur|jeugd\w+|arts|huisarts|rechter|kapper|advocaat|deurwaarder|directeur|baas|ex|buurman|buurvrouw|controleur\w*)\b",
    ),
    "praise": (
        r"\b(?:bedankt|dank(?:je|jewel| u)?|complimenten|hulde|respect voor|topper\w*|gefeliciteerd|congrats|congratulations|thank(?:s| you)|proud|trots op|fijne|sterkte|gecondoleerd|in memoriam|welkom|tige|groet\w*)\b",
    ),
}  # fmt: skip

_LEADING_GROUP = re.compile(r"\\b\(\?:")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A compiled pattern with the words it can start at; None when any text may hold it."""

    kind: str
    regex: re.Pattern[str]
    starter: re.Pattern[str] | None


def _compile(kind: str, pattern: str) -> _Pattern:
    regex = re.compile(pattern, re.DOTALL)
    firsts = _first_words(pattern)
    starter = re.compile("|".join(f"(?:{first})" for first in firsts)) if firsts else None
    return _Pattern(kind, regex, starter)


def _first_words(pattern: str) -> list[str]:
    """Return patterns of the first word of each alternative of a leading group, or nothing."""
    lead = _LEADING_GROUP.match(pattern)
    if lead is None:
        return []
    alternatives, depth, current = [], 0, ""
    for char in pattern[lead.end() :]:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            break
        if char == "|" and depth == 0:
            alternatives.append(current)
            current = ""
        else:
            current += char
    alternatives.append(current)
    firsts = [re.split(r"[ ('’.]|\\b", alternative, maxsplit=1)[0] for alternative in alternatives]
    return firsts if all(len(first) > 1 and _is_plain(first) for first in firsts) else []


def _is_plain(first: str) -> bool:
    return re.fullmatch(r"(?:[a-z0-9]|\\w[*+]?|\?|\[[a-z]+\]\??)+", first) is not None


_COMPILED = tuple(
    _compile(kind, pattern) for kind, patterns in _PATTERNS.items() for pattern in patterns
)
_ALWAYS = frozenset(i for i, pattern in enumerate(_COMPILED) if pattern.starter is None)


@lru_cache(maxsize=131072)
def _started_by(word: str) -> frozenset[int]:
    """Return the numbers of the patterns that can start at a word."""
    return frozenset(
        number
        for number, pattern in enumerate(_COMPILED)
        if pattern.starter is not None and pattern.starter.match(word)
    )


ACT_CUES = frozenset({"solicitation", "incitement", "surveillance", "spread", "naming"})
"""Cues that point to an act; the others argue against."""

CUES = tuple(_PATTERNS)
"""All kinds of cue, in a fixed order."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A turn of phrase at [at, until) of a reading."""

    kind: str
    at: int
    until: int


def find_cues(reading: Reading) -> Iterator[Cue]:
    """Yield each pattern's first match in the reading."""
    words = {word[:LONGEST_WORD] for word in WORD.findall(reading.text)}
    for number in sorted(_ALWAYS.union(*map(_started_by, words))):
        pattern = _COMPILED[number]
        match = pattern.regex.search(reading.text)
        if match is not None and match.end() > match.start():
            yield Cue(pattern.kind, match.start(), match.end())
