"""What an author may write in a `Scheme`: from indicators to points, totals, ranks and awards.

The tree of `score` has leaves (one indicator, one method) and nodes (parts combined).
A leaf under a `sum` earns up to its weight in points; under a mean it earns up to 100
and its weight is its share. Methods M01 to M17 are those of the domain reference, section 4.
"""
