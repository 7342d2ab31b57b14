using System.Text;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Decodes the ids of one generation as they arrive. The concatenated texts equal <see cref="QwenTokenizer.Decode"/> of
/// all ids. Not thread-safe: it belongs to one sequence.
/// </summary>
public sealed class StreamingDetokenizer
{
    private readonly QwenTokenizer _tokenizer;
    private readonly bool _skipSpecial;
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();

    internal StreamingDetokenizer(QwenTokenizer tokenizer, bool skipSpecial)
    {
        _tokenizer = tokenizer;
        _skipSpecial = skipSpecial;
    }

    /// <summary>
    /// Returns the characters that this id completes; empty if it ends within a character. Never returns half a
    /// surrogate pair; U+FFFD only for bytes that no further id could complete.
    /// </summary>
    public string Append(int id) => Decode(_tokenizer.GetBytes(id, _skipSpecial), flush: false);

    /// <summary>Returns the remaining text at the end: U+FFFD for an incomplete character, otherwise empty.</summary>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        int count = _utf8.GetCharCount(bytes, flush);
        Span<char> characters = count <= 256 ? stackalloc char[count] : new char[count];
        return new string(characters[.._utf8.GetChars(bytes, characters, flush)]);
    }
}
