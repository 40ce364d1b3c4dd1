"""The project as other programs build, read and write it. The public interface of `core.project`."""

from core.project.spec import INPUT, Data, Network, Node, Objective, Project, Split, Training, Update

__all__ = ["INPUT", "Data", "Network", "Node", "Objective", "Project", "Split", "Training", "Update"]
