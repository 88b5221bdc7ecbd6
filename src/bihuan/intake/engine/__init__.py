"""Guarded reading of workbooks and tables, without a database of ours."""
