"""What an outlet changed between two versions of an article. Pure: no network, no clock, no disk.

`wording` knows what counts as said, `aligning` lays two texts side by side, `edits` names what changed, and `judging`
decides whether a new reading is a revision of the outlet's at all.
"""
