using System.Text;
using QwenWebChat.UiLoad;

namespace QwenWebChat.Tests.UiLoad;

public sealed class SerialWordsTests
{
    [Fact]
    public void Find_WholeAnswer_GivesEverySerialOnce()
    {
        List<int> found = [];

        SerialWords.Find(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(SerialWords.Token))), found);

        Assert.Equal(Enumerable.Range(0, 500), found);
    }

    [Theory]
    [InlineData("Tk00012")]
    [InlineData("Tk00012x")]
    [InlineData("t0937949")]
    public void Find_NoWord_GivesNothing(string text)
    {
        List<int> found = [];

        SerialWords.Find(Encoding.UTF8.GetBytes(text), found);

        Assert.Empty(found);
    }
}
