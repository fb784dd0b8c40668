"""Contradictions: where what we believe, what customers say and what they do disagree.

Each kind stands in a module of its own and compares tables that it is given; `feed` corrects all of them
together and puts them in order.
"""
