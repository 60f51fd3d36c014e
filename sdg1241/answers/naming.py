"""Which Party or group a person means."""

from ..aggregation import group_members
from ..characters import trimmed
from ..errors import UsageError
from ..reference import Reference
from ..rules import Rules
from ..submissions.hints import nearest
from ..submissions.names import party_reader


def find_party(reference: Reference, text: str) -> str:
    """The code of the Party meant: ISO3, ISO2, M49, or a name in one of the six UN languages.

    Raises:
        UsageError: no Party, or more than one, is meant.
    """
    reading = party_reader(reference)(text)
    if reading.value is not None:
        return reading.value
    if "readings" in reading.details:
        raise UsageError(f"{text!r} can mean {reading.details['readings']}. Give the ISO code.")
    near = reading.details.get("nearest", "")
    raise UsageError(
        f"There is no Party {text!r}.{near} Give an ISO code, an M49 code or a name of UNSD."
    )


def find_area(reference: Reference, text: str) -> str:
    """The M49 code of the country meant. Raises UsageError as `find_party` does, and for a Party
    that is no statistical area."""
    party = find_party(reference, text)
    codes = dict(reference.areas.select("iso3", "m49").iter_rows())
    if party not in codes:
        raise UsageError(f"{party} is no country or area of M49: no value is published for it.")
    return str(codes[party])


def find_group(rules: Rules, text: str) -> tuple[str, str]:
    """The M49 code and the name of the group meant, by code, name, or the abbreviation in the
    name's brackets.

    Raises:
        UsageError: there is no such group.
    """
    known = dict(
        rules.reference.groups.select("group_m49", "group").unique().sort("group_m49").iter_rows()
    )
    key = trimmed(text).casefold()
    if key.zfill(3) in known:
        return key.zfill(3), known[key.zfill(3)]
    for code, name in known.items():
        long, _, short = name.casefold().removesuffix(")").partition(" (")
        if key in (name.casefold(), long, short) and key:
            return code, name
    raise UsageError(
        f"There is no group {text!r}.{nearest(text, known.values())} Give its M49 code or its name."
    )


def group_parties(rules: Rules, text: str, edition: str | None = None) -> set[str]:
    """The codes of a group's members on the edition's date. Raises UsageError as `find_group`
    does."""
    code, _ = find_group(rules, text)
    members = group_members(rules, rules.edition(edition))
    return set(members.filter(group_m49=code)["party"])


def party_name(reference: Reference, party: str) -> str:
    """The name of a Party in English, its code where it has none."""
    names: dict[str, str] = dict(reference.names().iter_rows())
    return names.get(party, party)
