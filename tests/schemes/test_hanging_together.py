"""Alpha and components: the OECD/JRC Handbook's own example, NumPy, and what has no answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.schemes.engine.reading.alpha import Alpha, alphas
from bihuan.schemes.engine.reading.components import all_components, components
from bihuan.schemes.engine.reading.correlating import of_leaves
from bihuan.schemes.engine.reading.numbers import text_of
from bihuan.schemes.engine.reading.sample import Sample, samples
from bihuan.schemes.trying import try_scheme
from tests.schemes.results import as_they_are, result, table

PUBLISHED = Path(__file__).parents[1] / "packs" / "published"


@pytest.fixture(scope="module")
def technology() -> Sample:
    """The Technology Achievement Index of 23 countries in standard scores."""
    found = try_scheme(
        PUBLISHED / "reading" / "technology-achievement.yaml",
        PUBLISHED / "weights" / "technology-achievement.csv",
    )
    return samples(found)[0]


def test_alpha_without_each_indicator_is_as_the_handbook_printed_it(technology: Sample) -> None:
    [found] = alphas(technology)
    assert text_of(found.alpha or 0, 2) == "0.70"
    printed = {item.path: (item.with_rest, item.alpha_without) for item in found.items}
    said = {
        path: (r.text(3) if r else "", text_of(without or 0, 3))
        for path, (r, without) in printed.items()
    }
    assert said == {
        "patents": ("0.261", "0.704"),
        "royalties": ("0.527", "0.645"),
        "internet": ("0.566", "0.636"),
        "exports": ("-0.108", "0.774"),
        "telephones": ("0.701", "0.603"),
        "electricity": ("0.614", "0.624"),
        "schooling": ("0.451", "0.662"),
        "university": ("0.249", "0.706"),
    }


def test_on_standard_scores_the_standardised_alpha_is_alpha(technology: Sample) -> None:
    [found] = alphas(technology)
    assert text_of(found.alpha or 0, 3) == text_of(found.standardised or 0, 3)


def test_eigenvalues_are_as_the_handbook_printed_them(technology: Sample) -> None:
    [found] = all_components(technology)
    said = [text_of(each.eigenvalue, 1) for each in found.components]
    assert said == ["3.3", "1.7", "1.0", "0.9", "0.5", "0.3", "0.2", "0.1"]
    assert found.kept == 2
    assert text_of(sum(each.share for each in found.components), 12) == "1.000000000000"


def test_correlations_are_as_the_handbook_printed_them(technology: Sample) -> None:
    printed = {
        (pair.first, pair.second): pair.r.text(2) for pair in of_leaves(technology) if pair.r
    }
    assert printed["internet", "electricity"] == "0.84"
    assert printed["patents", "royalties"] == "0.13"
    assert printed["internet", "exports"] == "-0.45"


COLUMNS = st.lists(
    st.lists(st.integers(0, 99), min_size=4, max_size=4), min_size=5, max_size=12
)  # fmt: skip


def varying(rows: list[list[int]]) -> Sample:
    """Return a sample of four columns that all vary."""
    rows = [*rows, [0, 1, 2, 3], [100, 101, 102, 103]]
    names = ("a", "b", "c", "d")
    columns = {name: [str(row[at]) for row in rows] for at, name in enumerate(names)}
    return samples(result(as_they_are(*names), table(**columns)))[0]


def matrix(of: Sample) -> np.ndarray:
    return np.array([of.columns[leaf.path] for leaf in of.leaves], float)


@settings(max_examples=10)
@given(COLUMNS)
def test_alpha_is_what_its_definition_gives_in_floats(rows: list[list[int]]) -> None:
    of = varying(rows)
    [found] = alphas(of)
    columns = matrix(of)
    expected = 4 / 3 * (1 - columns.var(axis=1).sum() / columns.sum(axis=0).var())
    assert abs(float(found.alpha or 0) - expected) < 1e-9
    mean = (np.corrcoef(columns).sum() - 4) / 12
    assert abs(float(found.standardised or 0) - 4 * mean / (1 + 3 * mean)) < 1e-6


@settings(max_examples=10)
@given(COLUMNS)
def test_components_are_those_of_numpy(rows: list[list[int]]) -> None:
    of = varying(rows)
    found = components(of, "")
    r = np.corrcoef(matrix(of))
    values = np.linalg.eigvalsh(r)[::-1]
    assert np.allclose([float(each.eigenvalue) for each in found.components], values, atol=1e-9)
    loadings = np.array([[float(n) for n in each.loadings] for each in found.components])
    assert np.allclose(loadings.T @ loadings, r, atol=1e-9)
    assert all(sum(each.loadings) >= 0 for each in found.components)


def test_a_leaf_that_repeats_another_leaves_no_sampling_adequacy() -> None:
    written = as_they_are("a", "b", "c")
    rows = table(a=["1", "2", "3", "5"], b=["1", "2", "3", "5"], c=["4", "1", "5", "2"])
    found = components(samples(result(written, rows))[0], "")
    assert found.kmo is None
    assert found.components[-1].eigenvalue == 0


def test_sampling_adequacy_is_that_of_partial_correlations(technology: Sample) -> None:
    columns = matrix(technology)
    r, inverse = np.corrcoef(columns), np.linalg.inv(np.corrcoef(columns))
    scale = np.sqrt(np.diag(inverse))
    partial, off = inverse / np.outer(scale, scale), ~np.eye(len(r), dtype=bool)
    expected = (r[off] ** 2).sum() / ((r[off] ** 2).sum() + (partial[off] ** 2).sum())
    assert abs(float(components(technology, "").kmo or 0) - expected) < 1e-6


def test_leaves_that_do_not_vary_are_left_out_and_named() -> None:
    written = as_they_are("a", "b", "c")
    rows = table(a=["1", "2", "3", "5"], b=["7", "7", "7", "7"], c=["4", "1", "5", "2"])
    of = samples(result(written, rows))[0]
    found = components(of, "")
    assert (found.leaves, found.constant) == (("a", "c"), ("b",))
    assert len(found.components) == 2
    [alpha] = alphas(of)
    assert alpha.constant == ("b",)
    assert [item.path for item in alpha.items] == ["a", "c"]
    # What is left without one of two is one part, which agrees with nothing.
    assert [item.alpha_without for item in alpha.items] == [None, None]


def test_parts_that_cancel_out_have_no_alpha() -> None:
    written = as_they_are("a", "b")
    [found] = alphas(samples(result(written, table(a=["1", "2", "3"], b=["3", "2", "1"])))[0])
    assert (found.alpha, found.standardised) == (None, None)


def test_two_units_have_neither_alpha_nor_components() -> None:
    of = samples(result(as_they_are("a", "b"), table(a=["1", "2"], b=["3", "1"])))[0]
    assert alphas(of) == [Alpha("", 2, None, None, (), ())]
    assert components(of, "").components == ()


def test_when_all_columns_stand_still_there_is_nothing_to_take_apart() -> None:
    of = samples(result(as_they_are("a", "b"), table(a=["1"] * 3, b=["3"] * 3)))[0]
    found = components(of, "")
    assert (found.leaves, found.components, found.kmo) == ((), (), None)
    assert alphas(of)[0].alpha is None
