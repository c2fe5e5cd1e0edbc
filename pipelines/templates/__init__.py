"""What presswatch learns of a site's pages: where the article lives, and which blocks belong to it.

trafilatura reads the first pages of a layout; what it kept of them is the evidence. Once three pages agree, a template
reads the later ones, and a guard sends doubtful pages back. Nothing here calls trafilatura, or touches a disk.
"""
