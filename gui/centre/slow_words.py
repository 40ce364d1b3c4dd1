"""What slow motion says of each kind of instruction: a question, and a sentence."""

from core.inspection.slow_step import ERROR, FORWARD, LOSS, PASSED, SAMPLE, SCALE, UPDATE, WEIGHTS, Instruction
from core.optimizers.one_weight import Line
from gui.drawing.block_names import spoken
from gui.text.formula_numbers import result, with_numbers
from gui.text.translation import tr

QUESTIONS = {
    SAMPLE: "Which record goes in?", SCALE: "What becomes of its numbers?", FORWARD: "What does {block} give?",
    LOSS: "How wrong is the answer?", ERROR: "How much does the loss hang on {block}?",
    WEIGHTS: "How much is each weight of {block} to blame?", PASSED: "What does {block} pass back?",
    UPDATE: "Where do the weights go?"}
ACTIVATION = "What does the activation of {block} make of it?"
SENTENCES = {
    SAMPLE: "One record of the data, as the network gets it.",
    SCALE: "Scaling brings every number to a like size, so that none counts more only for its unit.",
    FORWARD: "Every number that comes out is worked out of those that came in, and of the weights.",
    LOSS: "One number says how far the answer is from the truth; it is what training makes small.",
    ERROR: "The slope of the loss by each number: if it grew by a little, the loss would grow so many times as much.",
    WEIGHTS: "Each weight's share is what came in through it, times the error where it went; over all places where it "
             "is used these are added up. What carried nothing is not to blame.",
    PASSED: "Each number that came in gets its share of the blame: over every way that it went, weight times error.",
    UPDATE: "Each weight takes a step against its gradient, as the optimiser in use does it."}


def heading(instruction: Instruction, network) -> str:
    """The question that an instruction answers."""
    words = ACTIVATION if instruction.activation and instruction.kind == FORWARD else QUESTIONS[instruction.kind]
    block = spoken(network, instruction.node) if instruction.node else ""
    said = tr(words, block=block) if "{block}" in words else tr(words)
    return said[:1].upper() + said[1:]


def short_name(instruction: Instruction, network) -> str:
    """An instruction in the list of steps."""
    names = {SAMPLE: tr("Record"), SCALE: tr("Scale"), FORWARD: tr("Activated") if instruction.activation
             else tr("Forward"), LOSS: tr("Loss"), ERROR: tr("Error"), WEIGHTS: tr("Weights"),
             PASSED: tr("Passed back"), UPDATE: tr("Update")}
    block = spoken(network, instruction.node) if instruction.node and instruction.kind != LOSS else ""
    return f"{names[instruction.kind]} · {block}" if block else names[instruction.kind]


def told(line: Line) -> tuple[str, str]:
    """The numbers of a line and its result; a line of one number has only the result."""
    numbers = with_numbers(line)
    return ("" if numbers.strip("()") == result(line.result) else numbers), result(line.result)
