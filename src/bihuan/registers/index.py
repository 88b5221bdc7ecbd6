"""The index of overlapping character pairs: its words in SQL, for SQLite and for PostgreSQL.

SQLite has a contentless FTS5 table whose row numbers are the `seq` of the texts; PostgreSQL has an
inverted index over an immutable function. In both each text stands with its register and its unit,
so that a search of one unit does not read what others hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bihuan.registers.engine.pairs import pairs

# Longer than a pair, so that a scope is never mistaken for words.
_REGISTER = "register:{origin}/{register}"
_UNIT = "unit:{unit}"

SQLITE = (
    "CREATE VIRTUAL TABLE registers_search"
    " USING fts5(pairs, content='', columnsize=0, detail=none, tokenize='ascii')"
)
POSTGRESQL = (
    """
    CREATE FUNCTION registers_pairs(said text, origin text, register text, unit text)
    RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
      SELECT array_agg(DISTINCT pair) || ('register:' || origin || '/' || register)
             || ('unit:' || unit)
      FROM (
        SELECT one || lead(one) OVER (ORDER BY place) AS pair
        FROM unnest(string_to_array(said, NULL)) WITH ORDINALITY AS each(one, place)
      ) AS both_of
      WHERE pair IS NOT NULL
    $$
    """,
    "CREATE INDEX registers_text_pairs ON registers_text"
    " USING gin (registers_pairs(text, origin, register, unit))",
)

# The tokenizer parts words at every ASCII sign, so these stand in for them.
_SIGNS = {code: 0xE000 + code for code in range(0x80) if not chr(code).isalnum()}


def scope(origin: str, register: str) -> str:
    """Return the word that stands for a register in the index."""
    return _REGISTER.format(origin=origin, register=register)


def unit_word(unit: str) -> str:
    """Return the word that stands for a unit in the index."""
    return _UNIT.format(unit=unit)


def document(text: str, origin: str, register: str, unit: str) -> str:
    """Return what the FTS5 table is told of a text."""
    words = (*pairs(text), scope(origin, register), unit_word(unit))
    return " ".join(word.translate(_SIGNS) for word in words)


def question(words: Sequence[str], units: Iterable[str] | None) -> str:
    """Return the FTS5 query for texts that hold all these words, of one of the units if given."""
    asked = " AND ".join(_quoted(word) for word in words)
    if units is None:
        return asked
    return f"{asked} AND ({' OR '.join(_quoted(unit_word(unit)) for unit in units)})"


def _quoted(word: str) -> str:
    return f'"{word.translate(_SIGNS)}"'
