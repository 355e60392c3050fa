"""`madoguchi channels setup`: tells a vendor where to deliver, and a person what only a person can do there."""
