"""The plain words of the page, each beside the word that the code uses."""

QUESTIONS = {
    "R01": "Did a customer get a message twice that could have been avoided?",
    "R02": "Were there more duplicates than the delivery promise allows?",
    "R03": "Was a message lost without anybody being told?",
    "R04": "Was success reported for what the provider never accepted?",
    "R05": "Was a failure reported for a message that arrived?",
    "R06": "Does the sender go on while attempts and time are left?",
    "R07": "Did the right text reach the right person?",
    "R08": "Does each message keep one idempotency key of its own?",
    "R09": "Does the sender stop when the provider says never?",
    "R10": "Is a wait that the provider asks for honoured by all that it holds up?",
    "R11": "Does it wait as each code demands?",
    "R12": "Are waits between attempts as declared?",
    "R13": "Do messages that failed together come back spread out?",
    "R14": "Are attempts and time bounded as declared?",
    "R15": "Do retries stay within their budget?",
    "R16": "Does the sender leave a broken provider alone?",
    "R17": "Is service back in time after a disturbance?",
    "R18": "Are others unaffected by a limit on one pair or template?",
    "R19": "Is somebody left alone after they opted out?",
    "R20": "Is the 24-hour window respected?",
    "R21": "Does a template that was taken away stay unsent?",
    "R22": "Is what comes too late left unsent?",
    "R23": "Do messages arrive in the declared order?",
    "R24": "Does each webhook event change things once, and forward only?",
    "R25": "Are forged webhooks ignored, and do acknowledged ones survive a crash?",
    "R26": "Did everybody who got marketing agree to it before?",
    "R27": "Does nobody get more marketing than the declared cap?",
    "R28": "Is everybody addressed in their own language, or its fallback?",
    "R29": "Do messages take another way while a number is out, and come back after?",
    "R30": "Does every message that was given up have a fitting cause?",
    "R31": "Is a customer who asks answered in time?",
    "R32": "Is one person one contact?",
}

LATENCIES = {
    "time_to_accepted": "wanted → API call accepted",
    "time_to_handed_over": "wanted → handed over by the provider",
    "time_to_delivered": "wanted → on the handset, where it was online",
    "pipeline": "wanted → first API call",
    "response": "wanted → the sender's reply to us",
    "service": "given to the sender → its reply",
    "lateness": "wanted → given to the sender (our own lateness)",
    "webhook_ack": "webhook delivery → acknowledged",
}

STEPS = {
    "wanted": "messages you wanted to send",
    "offered": "given to the sender",
    "accepted": "accepted by the provider",
    "handed_over": "handed over to the network",
    "delivered": "on the customer's handset",
    "read": "read",
}

SHORT_STEPS = {
    "wanted": "wanted",
    "offered": "given",
    "accepted": "accepted",
    "handed_over": "handed over",
    "delivered": "on handset",
    "read": "read",
}

ENDS = {
    "on_its_way": "still on their way when the run ended",
    "never": "handed over, never on a handset",
    "failed": "failed after the provider had accepted them",
    "not_accepted": "refused, or never answered",
    "no_api_call": "no API call was ever made",
    "shed": "held back: the sender had too many open",
}

FAULTS = {
    "answer-code": "sends refused",
    "answer-lost": "answers lost",
    "connect-refused": "connections refused",
    "error-500-after": "errors that hide an acceptance",
    "fail-later": "failures after acceptance",
    "html-502": "a gateway's error pages",
    "number-away": "the number's phone away",
    "number-banned": "the number banned",
    "number-logged-out": "the number logged out",
    "number-standby": "the number in use elsewhere",
    "number-unpaid": "the number unpaid",
    "ok-with-error": "errors under HTTP 200",
    "throttle": "throughput squeezed",
    "webhook-bad-signature": "forged webhooks",
    "webhook-delay": "webhooks late",
    "webhook-duplicate": "webhooks twice",
    "webhook-early": "webhooks before the answer",
    "webhook-lost": "webhooks lost",
    "webhook-reorder": "webhooks out of order",
    "wire": "trouble on the wire",
}

STORY_KINDS = {
    "attempt": ("↗", "API call"),
    "answer": ("↙", "provider's answer"),
    "handset": ("●", "handset"),
    "push": ("⇠", "webhook delivery"),
    "told": ("⇠", "sender asks"),
    "status": ("◇", "receipt"),
    "outcome": ("■", "sender's report"),
    "inbound": ("✎", "customer writes"),
}

PROMISES = {
    "at-most-once": "at most once: better none than two",
    "at-least-once": "at least once: better two than none",
    "provider-idempotent": "exactly once, by the provider's keys",
    "undeclared": "nothing declared",
}

HEADLINES = {
    "KEPT": ("good", "✓", "Kept"),
    "BROKEN": ("bad", "✗", "Broken"),
    "FAILED": ("bad", "✗", "Gate failed"),
    "UNDECIDED": ("doubt", "?", "Undecided"),
    "INVALID": ("doubt", "!", "Invalid"),
    "INTERRUPTED": ("doubt", "!", "Interrupted"),
}
