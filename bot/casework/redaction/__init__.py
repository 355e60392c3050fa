"""Proposes what must not leave a case: numbers and names that lead to a person. People decide; nothing is saved here.

`rules` holds what is looked for, `names` the people of the case, `assistant` puts both together.
"""
