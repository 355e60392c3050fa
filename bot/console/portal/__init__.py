"""The page that contacts of companies come to: its own layout, cookie and sessions. Nothing of the desk is in it."""
