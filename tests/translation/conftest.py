"""Real packages, made here and installed the way an operator installs them."""
