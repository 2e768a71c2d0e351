# SPDX-License-Identifier: GPL-2.0-or-later
"""Judge a run of a scenario by requirements that hold for any driver.

model.py   requirements, grades, findings, verdicts
facts.py   what happened in a run: steps and events, on one time base
rules.py   one function per requirement: takes facts, returns findings;
           some are in truth.py, contract.py, repair.py
health.py  what a kernel logs when it has a defect
record.py  another question: does a known driver behave as recorded?
"""
