"""The simulated phones: what workers hold in their hands, for trying out, training and tests.

In a demo for everybody, and for a signed-in administrator before the first channel is on (`decisions.md` 42).
What is written here is signed, checked, parsed and applied like any vendor's. Nothing here answers for the desk.
"""
