using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class ByteAlphabetTests
{
    [Theory]
    [InlineData(0x00, 'Ā')]
    [InlineData(0x0A, 'Ċ')]
    [InlineData(0x20, 'Ġ')]
    [InlineData(0x21, '!')]
    [InlineData(0x7E, '~')]
    [InlineData(0x7F, 'ġ')]
    [InlineData(0xA0, 'ł')]
    [InlineData(0xA1, '¡')]
    [InlineData(0xAD, 'Ń')]
    [InlineData(0xFF, 'ÿ')]
    public void CharacterOf_Byte_IsGpt2s(byte value, char expected)
    {
        Assert.Equal(expected, ByteAlphabet.CharacterOf(value));
    }

    [Fact]
    public void TryGetBytes_EveryByte_ComesBack()
    {
        string all = string.Concat(Enumerable.Range(0, 256).Select(value => ByteAlphabet.CharacterOf((byte)value)));
        byte[] bytes = new byte[256];

        Assert.True(ByteAlphabet.TryGetBytes(all, bytes));
        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), bytes);
    }

    [Fact]
    public void TryGetBytes_OtherCharacter_IsRefused()
    {
        Assert.False(ByteAlphabet.TryGetBytes("a b", new byte[3]));
    }
}
