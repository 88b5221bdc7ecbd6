"""The verifier that travels in a bundle: standard library only, no imports from this program.

`program.py` joins these texts, with the definition of a score, into one ``verify.py``.
"""
