"""The kinds of files that the dialogs for opening and saving name."""

from core.declare.registry import DATASETS
from core.files.idx_file import ENDINGS
from core.importing.network_file import FORMATS
from core.importing.proposal import TEXT_ENDINGS

PICTURES = " ".join(f"*{ending} *{ending}.gz" for ending in ENDINGS)
TEXTS = " ".join(f"*{ending}" for ending in TEXT_ENDINGS)
TABLES = "*.csv *.tsv *.txt *.data *.xlsx *.xls *.ods"
FURTHER = {kind.shown_name(): " ".join(f"*{ending}" for ending in kind.endings) for kind in DATASETS.values()
           if kind.endings}
"""What data sets open by themselves, by their names."""
NETWORKS = tuple(f"*{one.ending}" for one in FORMATS)
"""Networks of other programs."""
ALL = " ".join(("*.layerlab *.json", TABLES, TEXTS, PICTURES, "*.gz *.npz", *FURTHER.values(), *NETWORKS))
OPEN_FILTER = (("All that can be opened", ALL),
               ("Projects", "*.layerlab *.json"), ("Tables", TABLES), ("Texts", TEXTS),
               ("IDX pictures and labels", PICTURES), *FURTHER.items(),
               ("Networks of other programs", " ".join(NETWORKS)), ("All files", "*"))
SAVE_FILTER = (("Layerlab project", "*.layerlab"), ("JSON", "*.json"))
