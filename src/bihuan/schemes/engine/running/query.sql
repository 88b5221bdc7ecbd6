-- The points of every leaf, one section for each family of methods. A run puts together the
-- sections that its scheme uses, so that each of them scans the facts for itself.
--
-- facts   (u, i, v, t, p)   unit, indicator, value, target, prior value: whole numbers or null
-- rules   one row for each leaf (see query.py); pieces: the stretches of tiered leaves
-- units   (u, g, ...)       unit and group
--
-- Points are step * half_up(num / den), den holding the step. `//` cuts towards zero, so half of
-- den is added to num on its own side of zero. Everything is BIGINT, and was checked to fit.
-- An engine may divide before it has looked at the WHERE that keeps zeros out: NULLIF does too.

-- section: ratio, of the value alone
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT f.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step, r.a * f.v + r.c AS num, r.f AS den
    FROM facts AS f JOIN rules AS r ON r.i = f.i
    WHERE r.branch = 1 AND f.v IS NOT NULL
) AS s

-- section: ratio, of value over target
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT f.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step, r.a * f.v AS num, r.e * f.t AS den
    FROM facts AS f JOIN rules AS r ON r.i = f.i
    WHERE r.branch = 2 AND f.v IS NOT NULL AND f.t >= r.aim
) AS s

-- section: ratio, of value and target
SELECT u, leaf, share, blocks, CASE WHEN den <= 0 THEN beyond ELSE
    GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) END AS points
FROM (
    SELECT f.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step, r.beyond,
           r.a * f.v + r.b * COALESCE(f.t, 0) + r.c AS num,
           r.d * f.v + r.e * COALESCE(f.t, 0) + r.f AS den
    FROM facts AS f JOIN rules AS r ON r.i = f.i
    WHERE r.branch = 3 AND f.v IS NOT NULL AND (r.aims = 0 OR f.t >= r.aim)
) AS s

-- section: ratio, of growth
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT u, leaf, share, blocks, low, high, step, f AS den,
           a * ((2 * above + CASE WHEN above < 0 THEN -p ELSE p END) // (2 * p)) + c AS num
    FROM (
        SELECT f.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step, r.a, r.c, r.f,
               r.tv * (f.v - f.p) AS above, NULLIF(f.p, 0) AS p
        FROM facts AS f JOIN rules AS r ON r.i = f.i
        WHERE r.branch = 4 AND f.v IS NOT NULL AND f.p > 0
    ) AS g
) AS s

-- section: ratio, of a number that is taken first
SELECT u, leaf, share, blocks, CASE WHEN den <= 0 THEN beyond ELSE
    GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) END AS points
FROM (
    SELECT s.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step, r.beyond,
           r.a * s.x + r.b * s.t + r.c AS num, r.d * s.x + r.e * s.t + r.f AS den
    FROM ({taken}) AS s JOIN rules AS r ON r.rule = s.rule
    WHERE r.aims = 0 OR s.given >= r.aim
) AS s

-- section: spread between the worst and the best of the group
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT s.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step,
           CASE WHEN s.best = s.worst THEN r.a + r.b
                ELSE r.a * (s.best - s.worst) + r.b * (s.x - s.worst) END AS num,
           r.c * GREATEST(s.best - s.worst, 1) AS den
    FROM (
        SELECT u, rule, x, MIN(x) OVER (PARTITION BY field) AS worst,
               MAX(x) OVER (PARTITION BY field) AS best
        FROM ({standing}) AS f
    ) AS s JOIN rules AS r ON r.rule = s.rule
) AS s

-- section: step for each place in the group
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT s.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step, r.a - r.b * (s.place - 1) AS num, r.c AS den
    FROM (
        SELECT u, rule, RANK() OVER (PARTITION BY field ORDER BY x DESC) AS place
        FROM ({standing}) AS f
    ) AS s JOIN rules AS r ON r.rule = s.rule
) AS s

-- section: place between the first and the last of the group
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT s.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step,
           r.a * GREATEST(s.ranked - 1, 1) - r.b * (s.place - 1) AS num,
           r.c * GREATEST(s.ranked - 1, 1) AS den
    FROM (
        SELECT u, rule, RANK() OVER (PARTITION BY field ORDER BY x DESC) AS place,
               COUNT(*) OVER (PARTITION BY field) AS ranked
        FROM ({standing}) AS f
    ) AS s JOIN rules AS r ON r.rule = s.rule
) AS s

-- section: tier, straight from the value
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT s.u, s.leaf, s.share, s.blocks, s.low, s.high, s.step,
           k.a * s.x + k.c AS num, k.d AS den
    FROM (
        SELECT f.u, r.rule, r.leaf, r.share, r.blocks, r.low, r.high, r.step, r.sign * f.v AS x
        FROM facts AS f JOIN rules AS r ON r.i = f.i
        WHERE r.branch = {branch} AND f.v IS NOT NULL
    ) AS s JOIN pieces AS k ON k.rule = s.rule AND s.x >= k.since AND s.x < k.until
) AS s

-- section: tier, of a number that is taken first
SELECT u, leaf, share, blocks, GREATEST(low, LEAST(high, step * (
    (2 * num + CASE WHEN num < 0 THEN -den ELSE den END) // (2 * den)))) AS points
FROM (
    SELECT s.u, r.leaf, r.share, r.blocks, r.low, r.high, r.step, k.a * r.sign * s.x + k.c AS num, k.d AS den
    FROM ({taken}) AS s JOIN rules AS r ON r.rule = s.rule
    JOIN pieces AS k ON k.rule = s.rule AND r.sign * s.x >= k.since AND r.sign * s.x < k.until
) AS s

-- section: standing, straight from the value
SELECT f.u, r.rule, r.sign * f.v AS x, CAST(r.rule * {groups} + n.g AS INTEGER) AS field
FROM facts AS f JOIN rules AS r ON r.i = f.i JOIN units AS n ON n.u = f.u
WHERE r.branch = {branch} AND f.v IS NOT NULL

-- section: standing, of a number that is taken first
SELECT s.u, s.rule,
       CASE WHEN r.banded = 1 THEN -GREATEST(r.band_low - s.x, s.x - r.band_high, 0)
            ELSE r.sign * s.x END AS x,
       CAST(s.rule * {groups} + n.g AS INTEGER) AS field
FROM ({taken}) AS s JOIN rules AS r ON r.rule = s.rule JOIN units AS n ON n.u = s.u

-- section: taken
SELECT u, rule, given, t,
       (2 * above + CASE WHEN above < 0 THEN -below ELSE below END) // (2 * below) AS x
FROM (
    SELECT f.u, r.rule, f.t AS given, COALESCE(f.t, 0) AS t,
           r.tv * f.v + r.tp * COALESCE(f.p, 0) AS above,
           NULLIF(r.dp * COALESCE(f.p, 0) + r.dt * COALESCE(f.t, 0) + r.d0, 0) AS below
    FROM facts AS f JOIN rules AS r ON r.i = f.i
    WHERE r.branch = {branch} AND f.v IS NOT NULL AND (r.tp = 0 OR f.p IS NOT NULL)
) AS s
WHERE below > 0

-- section: kept for the plain reference
SELECT u, leaf, share, blocks, points FROM kept

-- section: points
SELECT u, leaf, points FROM (
{points}
) AS s

-- section: table
CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM given

-- section: store
CREATE OR REPLACE TEMP TABLE contributions AS
{contributions}

-- section: contributions, kept
SELECT u, leaf, blocks, points, share * points AS contribution FROM (
{points}
) AS s

-- section: contributions
SELECT u, leaf, blocks, share * points AS contribution FROM (
{points}
) AS s

-- section: totals and ranks
WITH sums AS (
    SELECT u, CAST(SUM(contribution) AS BIGINT) AS score, {there} AS there
    FROM ({contributions}) AS s GROUP BY u
), scores AS (
    SELECT n.u, n.g, n.struck, n.moved,
           CASE WHEN COALESCE(s.there, 0) = n.must THEN COALESCE(s.score, 0) END AS score
    FROM units AS n LEFT JOIN sums AS s ON s.u = n.u
), finals AS (
    SELECT u, g, score,
           CASE WHEN score IS NULL THEN NULL WHEN struck = 1 THEN 0 ELSE score + moved END AS exact
    FROM scores
), totals AS (
    SELECT u, g, score, exact,
           {micro} * ((2 * exact + CASE WHEN exact < 0 THEN -{step} ELSE {step} END)
                      // (2 * {step})) AS total
    FROM finals
)
SELECT u, score, total,
       CASE WHEN total IS NOT NULL
            THEN {rank}() OVER (PARTITION BY g ORDER BY {by} DESC NULLS LAST) END AS place
FROM totals ORDER BY u
