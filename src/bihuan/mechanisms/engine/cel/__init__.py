"""CEL, the one expression language: parsed, checked, evaluated on a record, compiled to SQL.

Numbers are exact decimals and a missing value is null; the reference page on CEL says more.
"""
