"""Eigenvalues and rotations to 50 digits, in decimals: the same on every machine.

A library's floats would depend on how it was built. Jacobi's rotations and Kaiser's varimax need
nothing but sums, products and roots, which decimals round in one way everywhere.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from bihuan.schemes.engine.definition.exact import EXACT

Rows = list[list[Decimal]]

# What is smaller than this is nothing: 20 decimals are kept of what comes out.
NOTHING = Decimal("1e-40")
STILL = Decimal("1e-25")
MOST_SWEEPS = 100
ONE, ZERO = Decimal(1), Decimal(0)


def eigen(symmetric: Rows) -> list[tuple[Decimal, list[Decimal]]]:
    """Return eigenvalues with unit eigenvectors, the largest first, each vector's sum positive."""
    size = len(symmetric)
    with localcontext(EXACT):
        rows = [list(row) for row in symmetric]
        vectors = [[ONE if i == j else ZERO for j in range(size)] for i in range(size)]
        for _ in range(MOST_SWEEPS):
            if not _sweep(rows, vectors):
                break
        pairs = [(rows[at][at], _upright([row[at] for row in vectors])) for at in range(size)]
        pairs.sort(key=lambda pair: -pair[0])
    return pairs


def _upright(vector: list[Decimal]) -> list[Decimal]:
    return [-number for number in vector] if sum(vector) < 0 else vector


def _sweep(rows: Rows, vectors: Rows) -> bool:
    """Rotate each pair of axes once, and tell whether anything was left to rotate."""
    turned = False
    for p in range(len(rows)):
        for q in range(p + 1, len(rows)):
            if abs(rows[p][q]) > NOTHING:
                _rotate(rows, vectors, p, q)
                turned = True
    return turned


def _rotate(rows: Rows, vectors: Rows, p: int, q: int) -> None:
    """Rotate two axes so that nothing stands between them (Jacobi)."""
    theta = (rows[q][q] - rows[p][p]) / (2 * rows[p][q])
    tangent = ONE / (abs(theta) + (theta * theta + 1).sqrt())
    tangent = -tangent if theta < 0 else tangent
    cosine = ONE / (tangent * tangent + 1).sqrt()
    sine = tangent * cosine
    for row in rows:
        row[p], row[q] = cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]
    _turn_rows(rows, p, q, cosine, sine)
    for row in vectors:
        row[p], row[q] = cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]


def _turn_rows(rows: Rows, p: int, q: int, cosine: Decimal, sine: Decimal) -> None:
    above, below = rows[p], rows[q]
    rows[p] = [cosine * a - sine * b for a, b in zip(above, below, strict=True)]
    rows[q] = [sine * a + cosine * b for a, b in zip(above, below, strict=True)]
    rows[p][q] = rows[q][p] = ZERO


def varimax(loadings: Rows) -> Rows:
    """Return loadings (a row for each part) rotated so that each stands on few factors.

    Kaiser's normal varimax: rows are first brought to length 1, then back.
    """
    with localcontext(EXACT):
        lengths = [sum((number * number for number in row), ZERO).sqrt() for row in loadings]
        rows = [
            [number / length if length else number for number in row]
            for row, length in zip(loadings, lengths, strict=True)
        ]
        for _ in range(MOST_SWEEPS):
            if not _varimax_sweep(rows):
                break
        return [
            [number * length for number in row] for row, length in zip(rows, lengths, strict=True)
        ]


def _varimax_sweep(rows: Rows) -> bool:
    turned = False
    for p in range(len(rows[0])):
        for q in range(p + 1, len(rows[0])):
            cosine, sine = _angle(rows, p, q)
            if abs(sine) > STILL:
                for row in rows:
                    row[p], row[q] = (
                        cosine * row[p] + sine * row[q],
                        cosine * row[q] - sine * row[p],
                    )
                turned = True
    return turned


def _angle(rows: Rows, p: int, q: int) -> tuple[Decimal, Decimal]:
    """Return cosine and sine of Kaiser's angle: tan 4a = num / den, halved twice by roots."""
    us = [row[p] * row[p] - row[q] * row[q] for row in rows]
    vs = [2 * row[p] * row[q] for row in rows]
    size, u_sum, v_sum = len(rows), sum(us, ZERO), sum(vs, ZERO)
    products = sum((u * v for u, v in zip(us, vs, strict=True)), ZERO)
    squares = sum((u * u - v * v for u, v in zip(us, vs, strict=True)), ZERO)
    num = 2 * (products - u_sum * v_sum / size)
    den = squares - (u_sum * u_sum - v_sum * v_sum) / size
    length = (num * num + den * den).sqrt()
    if length <= NOTHING:
        return ONE, ZERO
    return _halved(*_halved(den / length, num / length))


def _halved(cosine: Decimal, sine: Decimal) -> tuple[Decimal, Decimal]:
    """Return cosine and sine of half an angle between -180 and 180 degrees."""
    half_sine = (max(ONE - cosine, ZERO) / 2).sqrt()
    half_cosine = (max(ONE + cosine, ZERO) / 2).sqrt()
    return half_cosine, -half_sine if sine < 0 else half_sine
