using System.Text;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// The bytes of all tokens in one array: 150,000 small arrays would take three times the memory. Ids without a token (a
/// gap, or the padding rows of an embedding) have no bytes.
/// </summary>
internal sealed class TokenByteTable
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;

    private TokenByteTable(byte[] bytes, int[] starts)
    {
        _bytes = bytes;
        _starts = starts;
    }

    /// <summary>The highest id of a token.</summary>
    public int MaxTokenId => _starts.Length - 2;

    public ReadOnlySpan<byte> this[int id] =>
        (uint)id <= (uint)MaxTokenId ? _bytes.AsSpan(_starts[id].._starts[id + 1]) : [];

    public static TokenByteTable Build(TokenizerContents contents)
    {
        int maxId = Math.Max(
            contents.Vocabulary.Values.Max(),
            contents.AddedTokens.Select(token => token.Id).DefaultIfEmpty().Max());
        byte[]?[] tokens = new byte[maxId + 1][];
        foreach ((string text, int id) in contents.Vocabulary)
        {
            tokens[id] = BytesOf(text);
        }

        foreach (AddedToken token in contents.AddedTokens)
        {
            // An added token's text is not byte-level text, even if the vocabulary has the same id.
            tokens[token.Id] = Encoding.UTF8.GetBytes(token.Text);
        }

        int[] starts = new int[tokens.Length + 1];
        for (int id = 0; id < tokens.Length; id++)
        {
            starts[id + 1] = starts[id] + (tokens[id]?.Length ?? 0);
        }

        byte[] bytes = new byte[starts[^1]];
        for (int id = 0; id < tokens.Length; id++)
        {
            tokens[id]?.CopyTo(bytes, starts[id]);
        }

        return new TokenByteTable(bytes, starts);
    }

    private static byte[] BytesOf(string token)
    {
        byte[] bytes = new byte[token.Length];
        // Some checkpoints list added tokens in the vocabulary unencoded; those represent their own text.
        return ByteAlphabet.TryGetBytes(token, bytes) ? bytes : Encoding.UTF8.GetBytes(token);
    }
}
