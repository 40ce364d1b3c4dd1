"""What the presets about series say of themselves."""

NOTES = {
    "vowels":
        "Sung vowels, made here: a buzz with all its overtones passes through three resonances, as in a mouth. What "
        "comes in is the log spectrogram, how strong each frequency is in every piece of 32 ms. A normalisation makes "
        "loud and soft alike, small filters look for the resonances, and a GRU gathers what they found. The pitches "
        "that it is tested on were never heard, and after 450 steps it is right about more than 95 of 100. Give it "
        "the waveform in place of the spectrogram, or sounds of your own as WAV files, in a folder for each vowel.",
    "sorting":
        "A whole transformer of 318 numbers, small enough to look at every one: it reads three letters and writes "
        "them in order. All 27 lines that there are stand in the training data; within 500 steps it writes every one "
        "of them right. Look where its two heads look, and open a weight of attention to see how it comes about. Take "
        "the attention away: without it no step knows of another.",
    "names":
        "A recurrent network learns how English first names are spelled, letter by letter, and then makes up new "
        "ones: begin with a point in Write on. Who only counts which letter follows which has a loss of about 2.4 on "
        "names that were held back; this network comes to about 2.0. Filler of short names is not asked for and costs "
        "nothing.",
    "words":
        "Each word gets sixteen numbers, and nothing is asked but which words stood near each other (skip-gram with "
        "negative sampling, Mikolov et al. 2013). What is used alike comes to lie alike: after two epochs king − man + "
        "woman is nearest to queen, and so it is with every other pair of the little grammar that made the sentences, "
        "172 of 172. Look at the plane of words while it learns, reckon with words there, and try two or three "
        "numbers a word: when do the analogies break?",
    "hidden":
        "Of each passage of Shakespeare some letters are hidden, and the network says which they were from what "
        "stands on both sides, as BERT does with words (Devlin et al. 2018). Nothing is asked of the letters that can "
        "be seen. For some 400 steps it knows little more than how common each letter is (a loss of 3.3); then it "
        "finds out how to use the neighbours: after 1000 steps the loss is about 2.0 and two of five hidden letters "
        "are right, after 2000 about 1.8 and nearly half, in half a minute of a processor. Loss over the text "
        "shows which are hard. Look where its heads look, and let it look back alone (never ahead) to see what the "
        "other side is worth.",
    "author":
        "Who wrote these hundred characters: Shakespeare, Melville, or the translators of the King James Bible? "
        "Filters look for short runs of letters, and the largest answer of each over the whole passage counts. Plays, "
        "chapters and books that it is tested on were never read; it is right about more than six of seven. Try fewer "
        "characters, or a GRU in place of the filters.",
    "reversal":
        "One network reads eight letters and hands its last state to another, which writes them backwards. While it "
        "learns, the true answer so far is there to read (teacher forcing); the figure running free is of what it "
        "writes when it has to read its own. All eight letters must fit into one state of 64 numbers: make it "
        "smaller, or the row longer, and see when they no longer do.",
    "attention":
        "Dates as people write them, in ten formats, become ISO dates. One network reads both ways, the other writes, "
        "and at every sign attention chooses which letters to look at. After 300 steps nearly every date of those "
        "that were held back is right; the same pair without attention has hardly one. Look at the attention: the "
        "year is found wherever it stands.",
    "plain":
        "The same pair as in Dates with attention, but all that was read has to pass through one last state. It "
        "learns in the end, and much later: after 300 steps hardly a single date is right from beginning to end. "
        "Compare the share of whole series.",
    "GRU":
        "Two of fifty numbers are marked, and their sum is asked at the end: the gates of a GRU learn to keep what "
        "counts and to let the rest pass. Who always answers 1 has a loss of 0.167; after some 500 steps this network "
        "is below 0.01. Try an LSTM, and the simple recurrent network of the other preset.",
    "SimpleRNN":
        "The same task as with the GRU, and the same number of units, but no gates: what a simple recurrent network "
        "has seen fades from step to step, and so does the gradient on its way back. After a thousand steps it still "
        "does no better than one who always answers 1, a loss of 0.167. Shorten the series to ten and it learns.",
    "addition":
        "Two numbers of up to three digits go in as signs, and the digits of their sum come out. Nobody says what a "
        "digit is worth. For long the answers are only nearly right; then, within a few epochs, the network finds out "
        "how to carry, and almost all come right: watch the share of whole series. Numbers stand with their last "
        "digit first, so that what is carried is known before it is needed; switch that off and it takes longer.",
    "airline":
        "How many passengers next month? The network sees the last thirteen months, each as its growth over the same "
        "month of the year before, and a single unit is enough. Its forecasts of the last three years miss by 15 to "
        "16 thousand (root mean square); as last month misses by 50, as last year by 42, as last year with its growth "
        "by 18. Switch logarithm and seasonal difference off, and it becomes hard even for a large network.",
    "sunspots":
        "How many sunspots next year, from the last eleven? A small GRU misses by 17 to 19 over the last sixty years, "
        "which it has not seen (root mean square); as last year misses by 33, as eleven years ago by 37, and a "
        "straight rule from nine years by 19. Try a longer horizon and see how soon the cycle is lost.",
}
