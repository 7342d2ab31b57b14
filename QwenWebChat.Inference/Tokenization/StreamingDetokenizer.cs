using System.Text;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Decodes the ids of one generation as they come. Put together, its texts equal
/// <see cref="QwenTokenizer.Decode"/> of all ids. Not thread-safe: it belongs to one sequence.
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
    /// The characters that this id completes, empty where it ends within one. Never half a surrogate pair; U+FFFD only
    /// for bytes that no further id could complete.
    /// </summary>
    public string Append(int id) => Decode(_tokenizer.GetBytes(id, _skipSpecial), flush: false);

    /// <summary>What is left at the end: U+FFFD for an incomplete character, else nothing.</summary>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        int count = _utf8.GetCharCount(bytes, flush);
        Span<char> characters = count <= 256 ? stackalloc char[count] : new char[count];
        return new string(characters[.._utf8.GetChars(bytes, characters, flush)]);
    }
}
