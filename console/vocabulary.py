"""Codes of the rooms as words on the screen; a code without a word would be a test failure.

It refuses to know what a code leads to.
"""

from collections.abc import Iterable, Mapping

from console.translation import N_, Words

LEVELS = {
    "none": N_("none"),
    "low": N_("low"),
    "medium": N_("medium"),
    "high": N_("high"),
    "critical": N_("critical"),
}
LEVEL_STYLES = {
    "none": "dim",
    "low": "cyan",
    "medium": "yellow",
    "high": "bold red",
    "critical": "bold white on red",
}
ACTS = {
    "incitement": N_("call to visit, follow or threaten"),
    "disclosure": N_("private data published"),
    "surveillance": N_("staff followed or listed"),
    "naming": N_("named as the officer"),
    "solicitation": N_("others are asked who or where"),
    "spread": N_("existing dox passed on"),
}
CATEGORIES = {
    "full_name": N_("full name"),
    "name_fragment": N_("part of a name"),
    "service_number": N_("service number"),
    "unit": N_("unit or post"),
    "face_photo": N_("photo or film"),
    "home_address": N_("home address"),
    "street": N_("street"),
    "phone": N_("telephone number"),
    "email": N_("e-mail address"),
    "social_account": N_("social media account"),
    "plate": N_("number plate"),
    "family": N_("family"),
    "location": N_("routine or location"),
    "date_of_birth": N_("date of birth"),
    "bsn": N_("citizen service number"),
    "iban": N_("bank account"),
    "other": N_("something else"),
}
INCIDENT_KINDS = {
    "demonstration": N_("demonstration"),
    "riot": N_("riot"),
    "shooting": N_("shooting"),
    "arrest": N_("arrest"),
    "other": N_("other incident"),
}
WINDOW_STATES = {
    "planned": N_("planned"),
    "open": N_("open"),
    "closed": N_("closed"),
    "cancelled": N_("cancelled"),
}
CASE_STATES = {
    "new": N_("new"),
    "in_triage": N_("in triage"),
    "escalated": N_("escalated"),
    "dismissed": N_("dismissed"),
    "in_review": N_("in review"),
    "confirmed": N_("confirmed"),
    "rejected": N_("rejected"),
    "closed": N_("case closed"),
}
GROUPINGS = {
    "subject": N_("one member of staff"),
    "candidates": N_("one of several members of staff"),
    "solicitation": N_("question about an unnamed officer"),
    "stranger": N_("person on no list"),
    "report": N_("report by or for a victim"),
}
VERDICTS = {
    "doxing": N_("doxing"),
    "wrong_person": N_("wrong person"),
    "not_doxing": N_("no doxing"),
}
OUTCOMES = {
    "seen": N_("posts received"),
    "outside_window": N_("outside every window: discarded unread"),
    "scored": N_("posts scored"),
    "below_bar": N_("no likely doxing: discarded"),
    "retried": N_("unreadable messages tried again"),
    "alert_low": N_("alerts: low"),
    "alert_medium": N_("alerts: medium"),
    "alert_high": N_("alerts: high"),
    "alert_critical": N_("alerts: critical"),
}
DEAD_LETTER = N_("unreadable: {reason}")
EVIDENCE_KINDS = {
    "full_name": N_("name"),
    "near_name": N_("name"),
    "initial_name": N_("name"),
    "surname": N_("name"),
    "masked_name": N_("name"),
    "given_name": N_("name"),
    "stranger": N_("name"),
    "phone": N_("phone"),
    "staff_phone": N_("phone"),
    "email": N_("e-mail"),
    "staff_email": N_("e-mail"),
    "plate": N_("plate"),
    "staff_plate": N_("plate"),
    "handle": N_("account"),
    "staff_handle": N_("account"),
    "public_handle": N_("account"),
    "address": N_("address"),
    "home_address": N_("address"),
    "street": N_("street"),
    "iban": N_("bank account"),
    "bsn": N_("citizen service number"),
}
"""What stands in the text instead of the characters, where personal data is masked."""


def say(words: Words, vocabulary: Mapping[str, str], code: str) -> str:
    """Return the word for a code; a code nobody knows is shown as it is."""
    return words(vocabulary.get(code, code))


def listed(words: Words, vocabulary: Mapping[str, str], codes: Iterable[str]) -> str:
    """Return the words for several codes, `-` for none."""
    return ", ".join(say(words, vocabulary, code) for code in codes) or "-"


def outcome(words: Words, code: str) -> str:
    """Return the words for what became of a post."""
    if code.startswith("dead_letter_"):
        return words(DEAD_LETTER, reason=code.removeprefix("dead_letter_"))
    return say(words, OUTCOMES, code)
