"""Rules: what each convention asks, in which cycle, under which edition. The numbers stand in the
TOML files here."""

from .changes import RuleNote, rule_notes
from .items import cycle_items, listed_items, maxima, valid_items
from .load import load_rules
from .model import AFTER_ENTRY, Convention, Cycle, Edition, EntryForParty, Obligation, Rules
from .proposal import Change, Proposal, load_proposal

__all__ = [
    "AFTER_ENTRY",
    "Change",
    "Convention",
    "Cycle",
    "Edition",
    "EntryForParty",
    "Obligation",
    "Proposal",
    "RuleNote",
    "Rules",
    "cycle_items",
    "listed_items",
    "load_proposal",
    "load_rules",
    "maxima",
    "rule_notes",
    "valid_items",
]
