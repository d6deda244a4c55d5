"""A member of staff as matchers need to know them, before a directory is compiled."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, repr=False)
class StaffEntry:
    """Names stay words, identifiers are raw here and become keyed tokens in the directory.

    Attributes:
        given_names: official names in order.
        initials: as written on the list, e.g. `J.P.`; may be empty.
        prefix: tussenvoegsel, e.g. `van den`; may be empty.
        public_role: what is officially public, e.g. `wijkagent Overvecht`.
        addresses: as `Kerkstraat 12, 3511 AB Utrecht`.
        relatives: as `Marjan van den Berg (partner)`.
    """

    staff_id: str
    surname: str
    given_names: tuple[str, ...] = ()
    call_name: str = ""
    initials: str = ""
    prefix: str = ""
    aliases: tuple[str, ...] = ()
    rank: str = ""
    unit: str = ""
    station: str = ""
    public_role: str = ""
    public_handles: tuple[str, ...] = ()
    handles: tuple[str, ...] = field(default=())
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show the id only: a staff record never reaches a log through its repr."""
        return f"StaffEntry({self.staff_id})"
