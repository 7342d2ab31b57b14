using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The rest of a given text, in any of the spellings of its characters.</summary>
/// <param name="utf8">The whole text.</param>
/// <param name="offset">The offset of the rest in bytes.</param>
internal sealed class Literal(ExpressionPool pool, byte[] utf8, int offset, TextEncoding encoding) : Expression(pool)
{
    /// <summary>The length of the rest in bytes of UTF-8, which is never less than in characters.</summary>
    public int Length => utf8.Length - offset;

    public bool IsJson => encoding == TextEncoding.Json;

    public override bool IsNullable => false;

    // A character may be written as an escape only as a whole.
    private bool MayEscape => encoding == TextEncoding.Json && (utf8[offset] & 0xC0) != 0x80;

    private bool NeedsEscape => encoding == TextEncoding.Json && utf8[offset] is < 0x20 or (byte)'"' or (byte)'\\';

    protected override Expression DeriveKnown(byte value)
    {
        if (value != (byte)'\\' || !MayEscape)
        {
            return Pool.Literal(utf8, offset + 1, encoding);
        }

        Rune.DecodeFromUtf8(utf8.AsSpan(offset), out Rune character, out int length);
        CodePointSet only = CodePointSet.Of((character.Value, character.Value));
        return Pool.Concatenate(CharacterSpellings.AfterBackslash(Pool, only), Pool.Literal(utf8, offset + length, encoding));
    }

    protected override ByteSet ReadFirst() =>
        NeedsEscape ? ByteSet.Of((byte)'\\')
        : MayEscape ? ByteSet.Of(utf8[offset]) | ByteSet.Of((byte)'\\')
        : ByteSet.Of(utf8[offset]);

    protected override BytePartition ReadPartition() => Pool.Known(BytePartition.Of(value => value == utf8[offset] ? 1 : value == (byte)'\\' ? 2 : 0));
}
