"""Setting up a desk in a browser, screen by screen. Each screen is one form that works without a script; what it learns
goes into the settings file or the register, never anywhere else.
"""
