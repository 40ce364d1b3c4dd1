"""Data sets, one file each. Adding one: write the file, name it here."""

from core.datasets import (  # noqa: F401, I001  (in the order in which the window offers them)
    spirals, circles, xor, gaussians, moons, three_classes, five_classes, regression_plane,
    painted, exam_table, iris, penguins, wine, breast_cancer, diabetes, digits8x8, mnist5k, shape_scenes, posed_digits,
    digit_and_number, digit_pairs, points_and_noise, csv_table, idx_pictures, picture_folder,
    picture_table, cifar_pictures, array_file, own_text, own_series, text_folder,
    shakespeare, first_names, authors, airline, sunspots, co2, nile,
    tones, vowels, sound_folder,
    waves, adding_problem, brackets, reversal, sorting, sorted_letters, sums, dates, toy_grammar, stand_in,
)
