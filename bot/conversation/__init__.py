"""The conversation as data and one pure function. No clock, no chance, no input or output, no wording."""
