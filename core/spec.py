"""The project: what other programs build, read and write. The face of `core.project`."""

from core.project.spec import INPUT, Data, Network, Node, Project, Split, Training

__all__ = ["INPUT", "Data", "Network", "Node", "Project", "Split", "Training"]
