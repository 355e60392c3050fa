"""Words with which a person asks Twilio, and so us, for silence, for messages again, or for help.

https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out: whole messages in any case. Twilio itself blocks,
unblocks or answers on these, so no menu of ours may ask for one. YES opts in only a number that had opted out, so here
it stays an answer like any other unless Twilio says that it opted in (OptOutType).
"""

from channels.base import Kind

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
RESERVED = STOP | START | HELP | {"YES"}
_TYPES: dict[str, Kind] = {"STOP": "optout", "START": "optin", "HELP": "help"}


def kind_of(text: str, opt_out_type: str = "") -> Kind:
    """What a text asks for. `opt_out_type` is Twilio's own word, which knows the words set in its console too."""
    if told := _TYPES.get(opt_out_type):
        return told
    word = text.strip().rstrip(".!").upper()
    if word in STOP:
        return "optout"
    if word in START:
        return "optin"
    return "help" if word in HELP else "message"
