using System.Buffers;
using System.Globalization;
using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.Documents.Citations;

/// <summary>
/// A text in the form in which quotations are compared: folded (<see cref="CharacterFolding"/>), without white space, hyphens
/// and dashes (except for a minus), quotation marks, ellipses, Markdown markers and invisible characters, mapped to its source.
/// </summary>
internal sealed class NormalisedText
{
    private const char Dropped = '\0';
    private const char FirstMark = '\u0300';

    private static readonly SearchValues<char> Dashes = SearchValues.Create("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\uFF0D");
    private static readonly SearchValues<char> DroppedCharacters = SearchValues.Create(
        "'\"`´‘’‚‛“”„‟′″‹›«»「」『』〝〞〟*_|…⋯‥\u00AD" + string.Concat(Enumerable.Range(0xFE00, 16).Select(code => (char)code)));

    private static readonly char[] Ascii = [.. Enumerable.Range(0, 0x80).Select(code => IsDropped((char)code) ? Dropped : char.ToLowerInvariant((char)code))];

    private readonly string _source;
    private char[] _characters;
    private int[] _origins;
    private int _length;

    public NormalisedText(string source)
    {
        _source = source;
        _characters = new char[source.Length];
        _origins = new int[source.Length];
        for (int index = 0; index < source.Length;)
        {
            index += Append(index);
        }

        Array.Resize(ref _characters, _length);
        Array.Resize(ref _origins, _length);
    }

    public ReadOnlySpan<char> Characters => _characters;

    /// <summary>Returns the range of the source that a range of this text comes from.</summary>
    public (int Start, int End) SourceOf(int start, int length)
    {
        int last = _origins[start + length - 1];
        return (_origins[start], last + CharacterFolding.SegmentLength(_source, last));
    }

    /// <summary>Returns the index of the first character that comes from a position in the source or later.</summary>
    public int IndexOf(int position)
    {
        int index = Array.BinarySearch(_origins, position);
        if (index < 0)
        {
            return ~index;
        }

        while (index > 0 && _origins[index - 1] == position)
        {
            index--;
        }

        return index;
    }

    // Returns the number of processed characters of the source.
    private int Append(int index)
    {
        char character = _source[index];
        bool isAlone = index + 1 >= _source.Length || _source[index + 1] < FirstMark || IsIdeograph(_source[index + 1]);
        if (isAlone && character < Ascii.Length && character is not ('-' or '.'))
        {
            Add(Ascii[character], index);
            return 1;
        }

        if (isAlone && IsIdeograph(character))
        {
            Add(character, index);
            return 1;
        }

        // Checked before folding, because folding turns the ellipsis character into three.
        int length = CharacterFolding.SegmentLength(_source, index);
        if (length == 1 && IsDropped(character))
        {
            return 1;
        }

        foreach (char folded in CharacterFolding.Fold(_source.AsSpan(index, length)))
        {
            Add(Reduce(folded, index, length), index);
        }

        return length;
    }

    private void Add(char character, int origin)
    {
        if (character == Dropped)
        {
            return;
        }

        if (_length == _characters.Length)
        {
            Array.Resize(ref _characters, (_length * 2) + 16);
            Array.Resize(ref _origins, (_length * 2) + 16);
        }

        (_characters[_length], _origins[_length]) = (character, origin);
        _length++;
    }

    private char Reduce(char folded, int index, int length) =>
        Dashes.Contains(folded) ? IsMinus(index, length) ? '-' : Dropped
        : folded == '.' ? IsEllipsis(index, length) ? Dropped : folded
        : IsDropped(folded) ? Dropped
        : folded;

    // True for the sign of a number, as in "-5", but not for a range, as in "3-5".
    private bool IsMinus(int index, int length) =>
        index + length < _source.Length && char.IsAsciiDigit(_source[index + length])
        && (index == 0 || char.IsWhiteSpace(_source[index - 1]) || _source[index - 1] is '(' or '[' or '（');

    // Two or more dots, also ". . .".
    private bool IsEllipsis(int index, int length)
    {
        int next = index + length;
        while (next < _source.Length && char.IsWhiteSpace(_source[next]))
        {
            next++;
        }

        int before = index - 1;
        while (before >= 0 && char.IsWhiteSpace(_source[before]))
        {
            before--;
        }

        return (next < _source.Length && _source[next] == '.') || (before >= 0 && _source[before] == '.');
    }

    private static bool IsIdeograph(char character) => character is >= '\u4E00' and <= '\u9FFF';

    private static bool IsDropped(char character) =>
        char.IsWhiteSpace(character) || DroppedCharacters.Contains(character)
        || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format;
}
