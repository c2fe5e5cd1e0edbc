"""Lines that the teacher took for the article's and that are none: teasers, boxes, comments, lives of the writers.

What a site's pages have in common shows them, once there is a template. Before that, and where a template is in doubt,
a classifier that was trained on labelled pages of other sites judges each line: tests/benchmarks/block_classifier.py
makes its file and says what it is worth.
"""
