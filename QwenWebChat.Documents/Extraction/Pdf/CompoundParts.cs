namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Parts of words that decide whether a hyphen belongs to the word: English ones, and common ones of other languages.</summary>
internal static class CompoundParts
{
    /// <summary>First parts that are written with a hyphen and seldom begin a longer word.</summary>
    public static readonly HashSet<string> First = new(StringComparer.OrdinalIgnoreCase)
    {
        "all", "cost", "cross", "data", "deep", "double", "energy", "face", "fast", "first", "five", "follow", "four", "free", "full", "half", "hard", "heavy",
        "high", "large", "left", "light", "long", "low", "many", "near", "new", "nine", "non", "old", "one", "open", "peer", "point", "power", "price", "quasi",
        "quick", "rapid", "real", "right", "risk", "second", "self", "seven", "short", "single", "six", "slow", "small", "state", "steady", "step", "strong",
        "third", "three", "time", "top", "two", "user", "weak", "well", "wide", "word", "year", "zero",
        "celle", "celui", "ceux", "elle", "elles", "eux", "lui", "nous", "peut", "vis", "vous",
        "c'est", "c’est",
    };

    /// <summary>Word endings that follow these first parts without a hyphen (lowly, costing, speeding).</summary>
    public static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        "able", "age", "ages", "al", "ally", "ance", "ary", "base", "bases", "by", "dom", "ed", "een", "en", "ence", "ened", "ening", "er", "ers", "ery", "est",
        "ful", "fully", "hood", "ible", "ic", "ics", "ies", "ily", "ing", "ingly", "ings", "ish", "ism", "ist", "istic", "ists", "ity", "ization", "ize", "ized", "izes",
        "izing", "less", "light", "lights", "like", "line", "lines", "ling", "ly", "ment", "ments", "ness", "ning", "ology", "ship", "some", "table", "teen", "ties",
        "times", "ty", "ure", "ward", "wards", "ware", "way", "ways", "wise", "work", "works",
    };

    /// <summary>Second parts that are written with a hyphen.</summary>
    public static readonly HashSet<string> Second = new(StringComparer.OrdinalIgnoreCase)
    {
        "alpha", "aware", "based", "beta", "borne", "delta", "driven", "effective", "friendly", "gamma", "intensive", "known", "level", "oriented", "scale",
        "sized", "specific", "term", "tuned", "type", "year",
        "ci", "là", "même", "mêmes", "être",
    };

    /// <summary>Short words in the middle of compounds (state-of-the-art, vis-à-vis, rez-de-chaussée).</summary>
    public static readonly HashSet<string> Middle = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "and", "at", "by", "for", "from", "in", "is", "it", "of", "off", "on", "or", "out", "the", "to", "up", "with", "à", "au", "aux", "de", "des", "du", "en", "et", "la",
        "le", "les", "sur",
    };

    /// <summary>Words between a first part and a whole word (pre- and postoperative, Vor- und Nachteile).</summary>
    public static readonly HashSet<string> Conjunctions = new(StringComparer.OrdinalIgnoreCase) { "and", "or", "und", "oder", "bzw", "sowie", "bis", "en", "et", "ou" };

    /// <summary>English words that begin others without a hyphen (moreover, without, understanding).</summary>
    public static readonly HashSet<string> Joined = new(StringComparer.OrdinalIgnoreCase)
    {
        "after", "any", "back", "down", "else", "every", "for", "fore", "further", "hand", "here", "home", "house", "inter", "life", "may", "mean", "more", "never",
        "none", "other", "over", "rail", "sea", "some", "super", "there", "through", "thus", "under", "what", "when", "where", "with", "work",
    };
}
