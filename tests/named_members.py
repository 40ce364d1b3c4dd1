"""Which files may name a member of a family: knowledge about several members at once."""

NAMES_MEMBERS = {
    # Advice and joins: which member suits a task, a shape or a picture is knowledge about several members at once.
    "core/project/advice.py": {"Linear", "Sigmoid", "Softmax", "ReLU", "Swish"},
    # The scalings to start with.
    "core/datasets/base.py": {"Standardize"},
    "core/project/edits.py": {"Add", "Concatenate"},
    "core/project/fitting.py": {"Embedding", "RepeatVector", "Flatten"},
    # What a message offers to do: flat numbers before a row-wise block, an answer behind pictures.
    "core/project/fixes.py": {"Linear", "Dense", "Flatten"},
    # The blocks that make a part of a transformer.
    "core/project/blueprints.py": {"LayerNormalization", "MultiHeadAttention", "Add", "Dense", "GELU"},
    # A first network for the user's own data, and the readers of the two kinds of file.
    "core/importing/proposal.py": {"CsvTable", "OwnText", "TextFolder", "HeUniform", "Adam", "Dense", "Embedding",
                                   "Flatten", "Conv2D", "MaxPooling2D", "ReLU", "LSTM"},
    "core/importing/idx_proposal.py": {"IdxPictures"}, "core/importing/text_overview.py": {"OwnText"},
    "core/importing/series_overview.py": {"OwnSeries"},
    "core/importing/overview.py": {"CsvTable"},
    "core/importing/picture_proposal.py": {"PictureFolder", "PictureTable", "CifarPictures", "ArrayFile"},
    # Drawings that were kept are pictures in an array file.
    "core/importing/drawings.py": {"ArrayFile"},
    # The title of the parameter that the layer Activation is named after.
    "core/layers/base.py": {"Activation"},
    # Names of nodes of ONNX that are those of members here too, and what stands for a node that is no layer.
    "core/importing/onnx/": {"Add", "Flatten", "Reshape", "BatchNormalization", "Activation", "GRU", "LSTM", "Sigmoid",
                             "Tanh", "Softmax", "Constant", "Dropout", "HardSigmoid", "Softplus", "Mish",
                             "LayerNormalization",
                             # What several nodes together become: attention, and the step at which a direction ends.
                             "MultiHeadAttention", "SimpleRNN", "Linear"},
    "core/importing/network_project.py": {"StandIn"},
    # Names of Keras's JSON.
    "core/importing/keras/": {"Activation", "MultiHeadAttention"},
    # A loss says which activation it is computed together with.
    "core/losses/crossentropy.py": {"Sigmoid", "Softmax"},
    # Which task targets ask for: one is told from the others.
    "core/tasks/recognition.py": {"Regression", "Binary", "MultiClass", "MultiLabel"},
    # A data set says what it asks for.
    "core/datasets/": {"Regression", "Binary", "MultiClass", "MultiLabel", "NextToken", "TokenLabels",
                       "SequenceToSequence", "MaskedTokens", "Forecast", "SkipGram"},
    # A choice among tokens is a choice among classes, and a neighbour is one of several labels.
    "core/tasks/next_token.py": {"MultiClass"}, "core/tasks/token_labels.py": {"MultiClass"},
    "core/tasks/sequence_to_sequence.py": {"MultiClass"}, "core/tasks/masked_tokens.py": {"MultiClass"},
    "core/tasks/skip_gram.py": {"MultiLabel"}, "core/tasks/forecast.py": {"Regression"},
    # A writer, and the title of a preset, are called as a data set is.
    "core/datasets/authors.py": {"Shakespeare", "MultiClass"}, "core/project/presets.py": {"Sunspots", "Vowels"},
    # Points that are to be made are taken from a set of the plane.
    "core/datasets/points_and_noise.py": {"Gaussians", "Moons", "Circles", "Spirals"},
    # What strokes do to the points of the one set that is painted.
    "core/datasets/painting.py": {"Painted"},
    # A learned slope starts at the usual constant.
    "core/activations/elu.py": {"Constant"},
    # What the doctor offers: which member cures what.
    "core/diagnosis/mends.py": {"LeakyReLU", "ReLU", "HeNormal", "GlobalClipNorm", "Patience", "Dropout", "L2",
                                "Dense"},
    # What a race sets side by side: the usual optimisers, and which member cures over-fitting.
    "core/races/comparisons.py": {"SGD", "RMSprop", "Adam"},
    "core/races/cures.py": {"L1", "L2", "Dropout", "Patience", "RandomTranslation", "RandomRotation", "RandomNoise",
                            "TrainingShare"},
    # What a laboratory is about.
    "core/laboratories/": {"Softmax"},
    # What is measured after every epoch, and the three figures of the report of each class.
    "core/training/evaluation.py": {"Precision", "Recall", "F1Score"},
    # The head of the second plot.
    "gui/views/curves.py": {"Accuracy"},
    # The words on two cards of the start page.
    "core/project/examples.py": {"XOR", "Iris"},
}
"""The only files, or folders, that may name a member of a family besides its own file, its package and tests, and
which."""
