# SPDX-License-Identifier: GPL-2.0-or-later
"""Judge a run of a scenario by what must hold, whoever wrote the driver.

model.py   requirements, grades, findings, verdicts
facts.py   what happened in a run: steps and events, on one time base
rules.py   one function for each requirement: facts in, findings out
health.py  what a kernel says when it is not well
record.py  the other question: is it what was recorded of a known driver?
"""
