"""Kinds of answers of a network: what a task asks for, and what a loss or a metric is able to judge."""

from enum import Enum


class Answer(Enum):
    """The kind of an answer. A task asks for one; losses and metrics list those that they have something to say about.

    A new task finds the losses and metrics that suit it by this, and a new loss or metric its tasks.
    """

    AMOUNT = "amount"
    """Every output is a number in some unit."""
    YES_OR_NO = "yes or no"
    """Every output says yes or no, for itself."""
    CHOICE = "choice"
    """One output for each class, of which one is true."""
