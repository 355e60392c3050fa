"""The register of companies: what an entry must look like, how it is searched, how a table of companies comes in.

`checks` holds the rules for one entry, `kept` searches, `sheets`, `entries` and `importing` read a file in three steps.
"""
