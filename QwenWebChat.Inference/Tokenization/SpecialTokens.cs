using System.Buffers;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>The tokens that a checkpoint adds to its vocabulary, such as the markers of the chat template.</summary>
public sealed class SpecialTokens
{
    internal const string EndOfTextText = "<|endoftext|>";
    internal const string ImStartText = AddedToken.ImStart;
    internal const string ImEndText = AddedToken.ImEnd;

    private readonly Dictionary<string, int> _ids;
    private readonly HashSet<int> _special;
    private readonly string[] _longestFirst;
    private readonly SearchValues<string> _search;

    internal SpecialTokens(IReadOnlyList<AddedToken> tokens)
    {
        _ids = tokens.ToDictionary(token => token.Text, token => token.Id, StringComparer.Ordinal);
        _special = [.. tokens.Where(token => token.Special).Select(token => token.Id)];
        _longestFirst = [.. _ids.Keys.OrderByDescending(text => text.Length)];
        _search = SearchValues.Create(_longestFirst, StringComparison.Ordinal);
    }

    /// <summary>The id of <c>&lt;|endoftext|&gt;</c>, the end of a document; null if the checkpoint lacks it.</summary>
    public int? EndOfText => Find(EndOfTextText);

    /// <summary>The id of <c>&lt;|im_start|&gt;</c>, the start of a turn.</summary>
    public int? ImStart => Find(ImStartText);

    /// <summary>The id of <c>&lt;|im_end|&gt;</c>, the end of a turn.</summary>
    public int? ImEnd => Find(ImEndText);

    /// <summary>Finds the id of an added token, special or not.</summary>
    public bool TryGetId(string text, out int id) => _ids.TryGetValue(text, out id);

    /// <summary>
    /// Returns whether the checkpoint flags this id as special, so that decoded text leaves it out. <c>&lt;tool_call&gt;</c> is
    /// added but not special: it is part of the text.
    /// </summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>Finds the first added token in a text; if several begin at the same position, the longest.</summary>
    internal bool TryFindFirst(ReadOnlySpan<char> text, out int index, out string token)
    {
        index = text.IndexOfAny(_search);
        token = string.Empty;
        if (index < 0)
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[index..];
        foreach (string candidate in _longestFirst)
        {
            if (rest.StartsWith(candidate, StringComparison.Ordinal))
            {
                token = candidate;
                break;
            }
        }

        return true;
    }

    private int? Find(string text) => _ids.TryGetValue(text, out int id) ? id : null;
}
