using System.Text;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Decides whether a hyphen at a line's end belongs to the word, or only breaks it. The words in the document's other lines
/// decide first: the compound, or the word without the hyphen. Then the parts themselves decide.
/// </summary>
internal sealed class PdfHyphens
{
    // More distinct words than any ordinary document has.
    private const int MaxWords = 200_000;
    private const int MinPart = 4;

    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _compounds = new(StringComparer.OrdinalIgnoreCase);
    private bool _hasCompounds;

    public PdfHyphens(IEnumerable<PdfPageText> pages)
    {
        bool isBroken = false;
        foreach (PdfLine line in pages.SelectMany(page => page.Lines))
        {
            AddWords(line.Text, isBroken);
            isBroken = IsHyphen(line.Text[^1]);
        }
    }

    public static bool IsHyphen(char character) => character is '-' or '\u2010';

    /// <summary>Returns true if the hyphen stays.</summary>
    /// <param name="before">The text up to the hyphen, which is its last character.</param>
    /// <param name="after">The text of the next line.</param>
    public bool IsPartOfWord(string before, string after)
    {
        int start = before.Length - 1;
        while (start > 0 && IsWordCharacter(before[start - 1]))
        {
            start--;
        }

        string first = before[start..^1].Replace('\u2010', '-');
        string second = Head(after);
        string lastPart = first[(first.LastIndexOf('-') + 1)..];
        string nextPart = second.Split('-')[0];
        if (lastPart.Length == 0 || nextPart.Length == 0)
        {
            return true;
        }

        if (_words.Contains(lastPart + nextPart) && !_compounds.Contains($"{first}-{second}"))
        {
            return false;
        }

        return _compounds.Contains($"{first}-{second}")
            || _compounds.Contains($"{lastPart}-{nextPart}")
            || CompoundParts.Conjunctions.Contains(nextPart)
            || IsSuspended(before[..start], lastPart)
            || AreParts(first, lastPart, nextPart);
    }

    /// <summary>Returns true if the hyphen stands for the second part of a later word (Vor- und Nachteile).</summary>
    public static bool IsBeforeConjunction(string after) => CompoundParts.Conjunctions.Contains(Head(after));

    // Single letters are never split off, and abbreviations are never split.
    private bool AreParts(string first, string lastPart, string nextPart) =>
        lastPart.Length == 1
        || (lastPart.All(char.IsUpper) && !nextPart.All(char.IsUpper))
        || (first.Length > lastPart.Length && CompoundParts.Middle.Contains(lastPart))
        || (lastPart.Length >= MinPart && CompoundParts.Second.Contains(nextPart) && !CompoundParts.Joined.Contains(lastPart))
        || (CompoundParts.First.Contains(lastPart) && nextPart.Length > 1 && !CompoundParts.Endings.Contains(nextPart))
        || AreWords(lastPart, nextPart);

    // German and Dutch write compounds as one word, so this applies only to documents with hyphenated compounds.
    private bool AreWords(string lastPart, string nextPart) =>
        _hasCompounds && lastPart.Length >= MinPart && nextPart.Length >= MinPart
        && !CompoundParts.Joined.Contains(lastPart) && !CompoundParts.Endings.Contains(nextPart)
        && _words.Contains(lastPart) && _words.Contains(nextPart);

    // "pre- and post-" before the rest of the second word.
    private static bool IsSuspended(string before, string lastPart)
    {
        string[] words = before[Math.Max(0, before.Length - 40)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && CompoundParts.Conjunctions.Contains(words[^1]) && IsHyphen(words[^2][^1]) && lastPart.Length < 2 + words[^2].Length;
    }

    private void AddWords(string text, bool isBroken)
    {
        for (int index = 0; index < text.Length;)
        {
            int start = index;
            while (index < text.Length && IsWordCharacter(text[index]))
            {
                index++;
            }

            if (index > start && !(isBroken && start == 0) && _words.Count + _compounds.Count < MaxWords)
            {
                AddWord(text.AsSpan(start..index));
            }

            index++;
        }
    }

    private void AddWord(ReadOnlySpan<char> word)
    {
        if (IsHyphen(word[^1]) || IsHyphen(word[0]))
        {
            return;
        }

        bool isCompound = word.ContainsAny('-', '\u2010');
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> words = (isCompound ? _compounds : _words).GetAlternateLookup<ReadOnlySpan<char>>();
        words.Add(word);
        _hasCompounds |= isCompound && char.IsLower(word[0]) && char.IsLower(word[^1]);
    }

    private static string Head(string text)
    {
        int end = 0;
        while (end < text.Length && IsWordCharacter(text[end]))
        {
            end++;
        }

        return text[..end].Replace('\u2010', '-').TrimEnd('-');
    }

    private static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || IsHyphen(character) || character is '\'' or '’';
}
